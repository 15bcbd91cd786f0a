trigger MergeSnapshotTrigger on Merge_Snapshot__c(before delete) {
    MergePurge.remember(Trigger.old);
}
