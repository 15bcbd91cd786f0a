trigger SyncAlertTrigger on Sync_Alert__e(after insert) {
    SyncAlertSubscriber.hear(Trigger.new);
}
