trigger SyncRequestTrigger on Sync_Request__e(after insert) {
    SyncEventDoor.take(Trigger.new);
}
