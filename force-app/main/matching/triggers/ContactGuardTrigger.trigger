trigger ContactGuardTrigger on Contact(before insert, before update) {
    ContactGuard.beforeSave(Trigger.new);
}
