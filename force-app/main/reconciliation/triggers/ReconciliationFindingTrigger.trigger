trigger ReconciliationFindingTrigger on Reconciliation_Finding__c(before insert) {
    ReconciliationFindings.beforeInsert(Trigger.new);
}
