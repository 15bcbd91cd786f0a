trigger SyncExceptionTrigger on Contact_Sync_Exception__c(before insert, before update) {
    SyncExceptionStore.beforeSave(Trigger.new, Trigger.oldMap);
}
