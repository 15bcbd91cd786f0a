trigger LeadGuardTrigger on Lead(before insert, before update) {
    IdentityGuard.beforeSave(Trigger.new);
}
