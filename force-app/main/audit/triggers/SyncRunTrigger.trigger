trigger SyncRunTrigger on Sync_Run__c(before insert, before update) {
    SyncRunStore.beforeSave(Trigger.new, Trigger.oldMap);
}
