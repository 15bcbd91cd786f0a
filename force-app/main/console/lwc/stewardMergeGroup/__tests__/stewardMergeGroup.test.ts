import type { Match, MergeView } from '@salesforce/apex/StewardActionController.openCase';
import { choiceOf } from 'c/stewardMergeChoice';
import type { MergeChoice } from 'c/stewardMergeChoice';
import StewardMergeGroup from 'c/stewardMergeGroup';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';

const MATCHES: readonly Match[] = [
  { id: '003A', kind: 'contact', isOfLane: true, name: 'Ann Lee', matchValue: 'ann@x.example', version: '1' },
  { id: '003B', kind: 'contact', isOfLane: true, name: 'Anna Lee', externalId: 'MC-2', version: '1' }
];
const CHOICE = choiceOf(MATCHES);

const VIEW: MergeView = {
  suggestedSurvivorId: '003B',
  members: [
    { id: '003A', name: 'Ann Lee', version: '2026-01-01T00:00:00.000Z' },
    { id: '003B', name: 'Anna Lee', version: '2026-01-02T00:00:00.000Z' }
  ],
  fields: [
    {
      name: 'Phone',
      label: 'Phone',
      chosenFrom: '003A',
      suggestedFrom: '003B',
      isConflict: false,
      isChoosable: true,
      values: [{ recordId: '003A' }, { recordId: '003B', value: '555' }]
    },
    {
      name: 'Normalized_Email__c',
      label: 'Normalized Email',
      chosenFrom: '003A',
      isConflict: false,
      isChoosable: false,
      values: [{ recordId: '003A', value: 'ann@x.example' }, { recordId: '003B' }]
    },
    {
      name: 'Secret__c',
      label: 'Secret',
      chosenFrom: '003A',
      isConflict: true,
      isChoosable: false,
      isHidden: true,
      values: []
    },
    {
      name: 'Identity_Key__c',
      label: 'Identity Key',
      chosenFrom: '003A',
      isConflict: false,
      isChoosable: false,
      isHidden: false,
      values: [{ recordId: '003A' }, { recordId: '003B', value: 'key' }]
    }
  ],
  children: [{ lookup: 'Task.WhoId', count: 3 }],
  aliases: ['MC-2'],
  lost: ['The recycle bin keeps the merged records for 15 days.']
};

type Choice = HTMLElement & { value: unknown; options: { label: string; value: string }[]; label: string };

async function open(properties: { choice?: MergeChoice; view?: MergeView } = {}) {
  const element = show('c-steward-merge-group', StewardMergeGroup, { matches: MATCHES, choice: CHOICE, ...properties });
  const chosen = heard<MergeChoice>(element, 'chosen');
  await settled();
  return { element, chosen };
}

function choose(element: Element, selector: string, value: unknown): void {
  find(element, selector).dispatchEvent(new CustomEvent('change', { detail: { value } }));
}

describe('c-steward-merge-group', () => {
  afterEach(clearPage);

  it('asks which records are one and which stays', async () => {
    const { element, chosen } = await open();

    expect(find<Choice>(element, '[data-input="members"]').options).toEqual([
      { value: '003A', label: 'Ann Lee · ann@x.example' },
      { value: '003B', label: 'Anna Lee · MC-2' }
    ]);
    expect(find<Choice>(element, '[data-input="survivor"]').value).toBe('003A');
    choose(element, '[data-input="survivor"]', '003B');
    choose(element, '[data-input="members"]', ['003B']);

    expect(chosen).toEqual([
      { ...CHOICE, survivorId: '003B' },
      { ...CHOICE, memberIds: ['003B'], survivorId: '003B' }
    ]);
    expect(findAll(element, 'table')).toHaveLength(0);
    await expect(element).toBeAccessible();
  });

  it('wants at least two records', async () => {
    const { element } = await open({ choice: { ...CHOICE, memberIds: ['003A'] } });

    expect(textOf(find(element, '.notice'))).toBe('Choose at least two records.');
    expect(findAll(element, '[data-input="survivor"]')).toHaveLength(0);
    await expect(element).toBeAccessible();
  });

  it('shows whose value stays, and lets it be chosen where Apex lets it', async () => {
    const { element, chosen } = await open({ view: VIEW });
    const phone = find<Choice>(element, '[data-field="Phone"]');

    expect(phone.value).toBe('003A');
    expect(phone.options.map(({ label }) => label)).toEqual(['blank · Ann Lee', '555 · Anna Lee · MC-2']);
    expect(textOf(find(element, '[data-row="Normalized_Email__c"]'))).toBe('Normalized Emailann@x.example');
    expect(textOf(find(element, '[data-row="Secret__c"]'))).toBe('Secretdiffers; you may not read it');
    expect(textOf(find(element, '[data-row="Identity_Key__c"]'))).toBe('Identity Keyfollows from the others');
    choose(element, '[data-field="Phone"]', '003B');

    expect(chosen[0]?.choices).toEqual({ Phone: '003B' });
    await expect(element).toBeAccessible();
  });

  it('says what moves, what goes out of use, what is lost, and who had better stay', async () => {
    const { element } = await open({ view: VIEW });
    const text = textOf(find(element, '.group'));

    expect(text).toContain('Related records that move: 3 by Task.WhoId.');
    expect(text).toContain('External ids that lead to the survivor from then on: MC-2.');
    expect(text).toContain('The recycle bin keeps the merged records for 15 days.');
    expect(textOf(find(element, '[data-notice="suggestion"]'))).toBe(
      'Better kept, unless you know more: Anna Lee · MC-2.'
    );
  });

  it('counts external ids that the user may not read', async () => {
    const { element } = await open({ view: { ...VIEW, aliases: [], hiddenAliases: 2 } });

    expect(textOf(find(element, '.group'))).toContain(
      'External ids that lead to the survivor from then on: 2 that you may not read.'
    );
    await expect(element).toBeAccessible();
  });

  it('takes the suggested values at once, and offers them no more', async () => {
    const { element, chosen } = await open({ view: VIEW });

    find(element, '.suggestions').click();

    expect(chosen[0]?.choices).toEqual({ Phone: '003B' });
    clearPage();
    const { element: after } = await open({ view: VIEW, choice: { ...CHOICE, choices: { Phone: '003B' } } });
    expect(findAll(after, '.suggestions')).toHaveLength(0);
  });

  it('says that nothing differs, moves or goes out of use', async () => {
    const { element } = await open({ view: { ...VIEW, fields: [], children: [], aliases: [] } });

    expect(textOf(find(element, '[data-notice="equal"]'))).toBe('The records hold the same values.');
    expect(textOf(find(element, '.group'))).toContain('No related records move.');
    expect(textOf(find(element, '.group'))).toContain('No external id goes out of use.');
    await expect(element).toBeAccessible();
  });
});
