trigger DuplicateAuditTrigger on Duplicate_Audit__c(before update, before delete) {
    SyncAuditStore.refuseChange(Trigger.old, Trigger.newMap);
}
