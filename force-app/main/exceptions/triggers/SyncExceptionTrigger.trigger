trigger SyncExceptionTrigger on Contact_Sync_Exception__c(before insert, before update) {
    if (Trigger.isInsert) {
        SyncExceptionStore.beforeInsert(Trigger.new);
    } else {
        SyncExceptionStore.beforeUpdate(Trigger.new, Trigger.oldMap);
    }
}
