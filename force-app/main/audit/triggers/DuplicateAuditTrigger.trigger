trigger DuplicateAuditTrigger on Duplicate_Audit__c(before update, before delete) {
    SyncAuditStore.refuseChange(Trigger.isDelete ? Trigger.old : Trigger.new);
}
