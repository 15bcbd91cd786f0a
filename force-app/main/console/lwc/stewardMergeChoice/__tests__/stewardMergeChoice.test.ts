import type { Match, MergeView } from '@salesforce/apex/StewardActionController.openCase';
import {
  choiceOf,
  inputOf,
  isSameGroup,
  withMembers,
  withSuggestions,
  withSurvivor,
  withValue
} from 'c/stewardMergeChoice';

const match = (id: string): Match => ({ id, kind: 'contact', isOfLane: true, name: id, version: '1' });

const VIEW: MergeView = {
  members: [
    { id: 'A', name: 'A', version: '2026-01-01T00:00:00.000Z' },
    { id: 'B', name: 'B', version: '2026-01-02T00:00:00.000Z' }
  ],
  fields: [
    {
      name: 'Phone',
      label: 'Phone',
      chosenFrom: 'A',
      suggestedFrom: 'B',
      isConflict: true,
      isChoosable: true,
      values: []
    },
    { name: 'Title', label: 'Title', chosenFrom: 'A', isConflict: true, isChoosable: true, values: [] }
  ],
  children: [],
  aliases: [],
  lost: []
};

describe('c/stewardMergeChoice', () => {
  it('begins with all records, the first of which stays', () => {
    expect(choiceOf([match('A'), match('B')])).toEqual({ memberIds: ['A', 'B'], survivorId: 'A', choices: {} });
    expect(choiceOf([])).toEqual({ memberIds: [], survivorId: '', choices: {} });
  });

  it('forgets the values when the records or the survivor change', () => {
    const chosen = withValue(choiceOf([match('A'), match('B'), match('C')]), 'Phone', 'B');

    expect(withSurvivor(chosen, 'B')).toEqual({ memberIds: ['A', 'B', 'C'], survivorId: 'B', choices: {} });
    expect(withMembers(chosen, ['B', 'C'])).toEqual({ memberIds: ['B', 'C'], survivorId: 'B', choices: {} });
    expect(withMembers(chosen, ['A', 'B']).survivorId).toBe('A');
    expect(withMembers(chosen, []).survivorId).toBe('');
  });

  it('tells the same group from another one whatever the values', () => {
    const choice = choiceOf([match('A'), match('B')]);

    expect(isSameGroup(choice, withValue(choice, 'Phone', 'B'))).toBe(true);
    expect(isSameGroup(choice, withSurvivor(choice, 'B'))).toBe(false);
    expect(isSameGroup(choice, withMembers(choice, ['A']))).toBe(false);
  });

  it('takes only what Apex suggests, beside what was chosen', () => {
    const choice = withValue(choiceOf([match('A'), match('B')]), 'Title', 'B');

    expect(withSuggestions(choice, VIEW).choices).toEqual({ Title: 'B', Phone: 'B' });
  });

  it('sends the versions that a preview brought, and none before', () => {
    const choice = withValue(choiceOf([match('A'), match('B')]), 'Phone', 'B');

    expect(inputOf(choice, undefined).members).toEqual([
      { id: 'A', version: null },
      { id: 'B', version: null }
    ]);
    expect(inputOf(choice, VIEW)).toEqual({
      survivorId: 'A',
      members: [
        { id: 'A', version: '2026-01-01T00:00:00.000Z' },
        { id: 'B', version: '2026-01-02T00:00:00.000Z' }
      ],
      choices: [{ field: 'Phone', memberId: 'B' }]
    });
  });
});
