trigger ContactGuardTrigger on Contact(before insert, before update) {
    IdentityGuard.beforeSave(Trigger.new);
}
