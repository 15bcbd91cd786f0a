// What a steward can do with an exception, in words. Which actions there are and what they ask for, Apex says.

interface ActionWords {
  readonly label: string;
  readonly explanation: string;
}

const WORDS: Readonly<Record<string, ActionWords>> = {
  LINK: {
    label: 'Link to the record',
    explanation: 'The row is this record: give it the external id, if it has none, and write the row to it.'
  },
  REKEY: {
    label: 'Replace the external id',
    explanation: 'The row is this record, and the source knows it under a new external id from now on.'
  },
  CREATE_ANYWAY: {
    label: 'Create a new record',
    explanation: 'The row is somebody of its own, although another record has the same e-mail address or number.'
  },
  KEEP_BOTH: {
    label: 'Keep both as they are',
    explanation: 'Nothing is written, and the pair is not raised again until one side changes.'
  },
  MERGE: {
    label: 'Merge the records',
    explanation:
      'The records that stand in the way are one: make them one, then send the row through its lane once more.'
  },
  REJECT: {
    label: 'Reject the row',
    explanation: 'The row is wrong for good; if it comes again, it stays rejected.'
  },
  SEND_BACK: {
    label: 'Send back to the source',
    explanation: 'The source has to correct the row; if it comes again unchanged, it waits here again.'
  },
  REPLAY: {
    label: 'Replay the row',
    explanation: 'What stood in the way is gone: send the stored row through its lane once more.'
  }
};

/** An action that a newer package added is still readable: `SOME_ACTION` is "Some action". */
export function actionLabel(action: string): string {
  const words = WORDS[action];
  if (words) {
    return words.label;
  }
  const plain = action.replaceAll('_', ' ').toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** One sentence on what the action means; blank for an action that this version does not know. */
export function actionExplanation(action: string): string {
  return WORDS[action]?.explanation ?? '';
}
