trigger DuplicateAuditTrigger on Duplicate_Audit__c(before update, before delete) {
    if (Trigger.isDelete) {
        SyncAuditStore.refuseDelete(Trigger.old);
    } else {
        SyncAuditStore.refuseUpdate(Trigger.new, Trigger.oldMap);
    }
}
