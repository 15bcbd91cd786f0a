// The reasons for which a row waits for a person, in a steward's words.

interface ReasonWords {
  readonly label: string;
  readonly explanation: string;
}

const WORDS: Readonly<Record<string, ReasonWords>> = {
  EXTERNAL_ID_MISSING: {
    label: 'External id missing',
    explanation: 'The source sent no external id, so nobody can say which contact the row belongs to.'
  },
  EXTERNAL_ID_HELD_WITH_OTHER_EMAIL: {
    label: 'External id held with another e-mail',
    explanation: 'A contact has this external id, but under a different e-mail address.'
  },
  EMAIL_HELD_BY_OTHER_EXTERNAL_ID: {
    label: 'E-mail held by another external id',
    explanation: 'A contact has this e-mail address, but the source knows that contact under a different external id.'
  },
  EMAIL_HELD_BY_OTHER_RECORD: {
    label: 'E-mail held by another record',
    explanation: 'The external id points to one contact and the e-mail address to another.'
  },
  AMBIGUOUS_EMAIL: {
    label: 'Several contacts share the e-mail',
    explanation: 'More than one contact has this e-mail address, and the external id does not tell which one is meant.'
  },
  CROSS_OBJECT_MATCH: {
    label: 'Match on another object',
    explanation: 'The person is already known as a record of another object.'
  },
  DUPLICATE_RULE_MATCH: {
    label: 'Stopped by a duplicate rule',
    explanation: 'A duplicate rule of this org found similar records and did not allow the save.'
  },
  IDENTITY_CLASH_IN_CALL: {
    label: 'Two external ids, one e-mail in a call',
    explanation: 'The same delivery held two external ids with one e-mail address.'
  },
  PROTECTED_FIELD_CONFLICT: {
    label: 'Protected field',
    explanation: 'The row would change a field that its lane may not write.'
  },
  VALIDATION_FAILED: {
    label: 'Validation failed',
    explanation: 'A value broke a rule of the lane or of this org.'
  },
  LOCK_RETRIES_EXHAUSTED: {
    label: 'Record stayed locked',
    explanation: 'Somebody else held the record through every retry.'
  },
  UNEXPECTED_ERROR: {
    label: 'Unexpected error',
    explanation: 'The save failed for a reason that has no rule of its own.'
  }
};

/** A reason that a newer package added is still readable: `SOME_NEW_REASON` is "Some new reason". */
export function reasonLabel(reason: string): string {
  const words = WORDS[reason];
  if (words) {
    return words.label;
  }
  const plain = reason.replaceAll('_', ' ').toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** One sentence on what happened; blank for a reason that this version does not know. */
export function reasonExplanation(reason: string): string {
  return WORDS[reason]?.explanation ?? '';
}
