trigger SyncInboundTrigger on Sync_Inbound__c(before insert) {
    SyncInboundGuard.beforeInsert(Trigger.new);
}
