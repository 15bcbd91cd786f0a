trigger AccountGuardTrigger on Account(before insert, before update) {
    IdentityGuard.beforeSave(Trigger.new);
}
