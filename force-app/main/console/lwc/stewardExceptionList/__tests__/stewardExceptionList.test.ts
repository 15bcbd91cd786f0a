import StewardExceptionList from 'c/stewardExceptionList';
import { exceptionFixtures, withoutNulls } from 'testing/exceptionFixtures';
import { clearPage, find, findAll, heard, settled, show, textOf } from 'testing/components';

const ITEMS = withoutNulls(exceptionFixtures(8));

function showList(selectedId?: string) {
  return show('c-steward-exception-list', StewardExceptionList, { items: ITEMS, selectedId });
}

function rows(element: Element): HTMLElement[] {
  return findAll(element, 'button');
}

function press(button: HTMLElement | undefined, key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  button?.dispatchEvent(event);
  return event;
}

describe('c-steward-exception-list', () => {
  afterEach(clearPage);

  it('says of each exception why, how long, who against whom, and where from', async () => {
    const element = showList();

    const words = rows(element).map(textOf);
    expect(words).toHaveLength(8);
    expect(words[0]).toContain('E-mail held by another external id');
    expect(words[0]).toContain('waiting for 6 days');
    expect(words[0]).toContain('incoming MC-104000');
    expect(words[0]).toContain('against MC-98000');
    expect(words[0]).toContain('Amelia Okafor');
    expect(words[0]).toContain('EX-000001');
    expect(words[0]).toContain('marketing_contacts');
    await expect(element).toBeAccessible();
  });

  it('shows that an exception came again or is claimed', () => {
    const element = showList();

    const badges = rows(element).map((row) =>
      [...row.querySelectorAll<HTMLElement & { label: string }>('lightning-badge')].map((badge) => badge.label)
    );
    expect(badges[0]).toEqual(['Seen 3 times']);
    expect(badges[1]).toEqual([]);
    expect(badges[2]).toEqual(['Claimed']);
  });

  it('says so when there is no external id', () => {
    const element = showList();

    expect(textOf(rows(element)[7] as HTMLElement)).toContain('no external id');
  });

  it('marks the selected row and announces a press on another', async () => {
    const element = showList(ITEMS[1]?.id);
    const selected = heard<{ id: string }>(element, 'selected');

    expect(rows(element).map((row) => row.getAttribute('aria-current'))[1]).toBe('true');
    rows(element)[2]?.click();
    await settled();

    expect(selected).toEqual([{ id: ITEMS[2]?.id }]);
    await expect(element).toBeAccessible();
  });

  it('is walked with the arrow keys, Home and End', () => {
    const element = showList();
    const [first, second] = rows(element);
    const last = rows(element).at(-1);
    const focused = () => element.shadowRoot?.activeElement;

    first?.focus();
    expect(press(first, 'ArrowDown').defaultPrevented).toBe(true);
    expect(focused()).toBe(second);
    press(second, 'ArrowUp');
    expect(focused()).toBe(first);
    press(first, 'ArrowUp');
    expect(focused()).toBe(first);
    press(first, 'End');
    expect(focused()).toBe(last);
    press(last, 'ArrowDown');
    expect(focused()).toBe(last);
    press(last, 'Home');
    expect(focused()).toBe(first);
    expect(press(first, 'a').defaultPrevented).toBe(false);
  });

  it('says who should look', () => {
    const element = showList();

    const badges = [...(rows(element)[4]?.querySelectorAll<HTMLElement & { label: string }>('lightning-badge') ?? [])];
    expect(badges.map((badge) => badge.label)).toEqual(['For Robin Hale']);
  });

  it('lets rows be selected, apart from the one that is looked at', async () => {
    const pickedIds = [ITEMS[2]?.id ?? ''];
    const element = show('c-steward-exception-list', StewardExceptionList, { items: ITEMS, pickable: true, pickedIds });
    const told = heard<{ id: string; picked: boolean }>(element, 'picked');
    const selected = heard<{ id: string }>(element, 'selected');
    const boxes = findAll<HTMLInputElement>(element, 'input');

    expect(boxes.map((box) => box.checked)).toEqual(ITEMS.map((_, at) => at === 2));
    expect(boxes[0]?.getAttribute('aria-label')).toBe('Select EX-000001');
    boxes[0]?.click();
    boxes[2]?.click();

    expect(told).toEqual([
      { id: ITEMS[0]?.id, picked: true },
      { id: ITEMS[2]?.id, picked: false }
    ]);
    expect(selected).toEqual([]);
    await expect(element).toBeAccessible();
    element.pickedIds = [];
    await settled();
    expect(findAll<HTMLInputElement>(element, 'input').map((box) => box.checked)).not.toContain(true);
  });

  it('walks the checkboxes with the arrow keys, apart from the rows', () => {
    const element = show('c-steward-exception-list', StewardExceptionList, { items: ITEMS, pickable: true });
    const [first, second] = findAll<HTMLInputElement>(element, 'input');

    first?.focus();
    press(first, 'ArrowDown');

    expect(element.shadowRoot?.activeElement).toBe(second);
  });

  it('shows no checkboxes to who may only read', () => {
    expect(findAll(showList(), 'input')).toEqual([]);
  });

  it('is accessible with nothing to show', async () => {
    const element = show('c-steward-exception-list', StewardExceptionList, {});

    expect(rows(element)).toEqual([]);
    expect(find(element, 'ul').getAttribute('aria-label')).toContain('oldest first');
    await expect(element).toBeAccessible();
  });
});
