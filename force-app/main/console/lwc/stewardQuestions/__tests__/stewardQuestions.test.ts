import { Questions } from 'c/stewardQuestions';
import type { Asking } from 'c/stewardQuestions';
import { settled } from 'testing/components';

type Work = 'loading' | 'saving';

function questions() {
  const told: Asking<Work>[] = [];
  return { told, asking: new Questions<Work>((asking) => told.push(asking)) };
}

/** An answer that comes when the test says so. */
function later<Answer>() {
  let give: (answer: Answer) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const answer = new Promise<Answer>((resolve, reject) => {
    give = resolve;
    fail = reject;
  });
  return { question: () => answer, give: (value: Answer) => give(value), fail: (error: unknown) => fail(error) };
}

describe('c-steward-questions', () => {
  it('tells what is under way and when it is over, and gives the answer', async () => {
    const { told, asking } = questions();

    await expect(asking.ask('loading', () => Promise.resolve(7))).resolves.toBe(7);

    expect(told).toEqual([
      { work: 'loading', error: undefined },
      { work: undefined, error: undefined }
    ]);
  });

  it('tells why a question failed, and forgets it with the next one', async () => {
    const { told, asking } = questions();

    await expect(asking.ask('loading', () => Promise.reject('offline'))).resolves.toBeUndefined();
    expect(told.at(-1)).toEqual({ work: undefined, error: 'offline' });
    await asking.ask('saving', () => Promise.resolve(1));

    expect(told.at(-2)).toEqual({ work: 'saving', error: undefined });
  });

  it('takes a question that throws before it promises anything as one that failed', async () => {
    const { told, asking } = questions();

    await asking.ask('loading', () => {
      throw new Error('not even asked');
    });

    expect(told.at(-1)?.error).toEqual(new Error('not even asked'));
  });

  it('drops an answer and an error that come after another question', async () => {
    const { told, asking } = questions();
    const [slow, broken, last] = [later<string>(), later<string>(), later<string>()];
    const first = asking.ask('loading', slow.question);
    const second = asking.ask('loading', broken.question);
    const third = asking.ask('saving', last.question);

    slow.give('old');
    broken.fail('old');
    await settled();
    expect(told.at(-1)).toEqual({ work: 'saving', error: undefined });
    last.give('new');

    await expect(Promise.all([first, second, third])).resolves.toEqual([undefined, undefined, 'new']);
    expect(told.at(-1)).toEqual({ work: undefined, error: undefined });
  });

  it('gives the answer to what writes although something else was asked meanwhile, and leaves that one under way', async () => {
    const { told, asking } = questions();
    const [write, read] = [later<string>(), later<string>()];
    const done = asking.carryOut('saving', write.question);
    const seen = asking.ask('loading', read.question);

    write.give('saved');
    await expect(done).resolves.toBe('saved');
    expect(told.at(-1)).toEqual({ work: 'loading', error: undefined });
    read.give('loaded');

    await expect(seen).resolves.toBe('loaded');
  });

  it('drops what is under way when nothing is wanted any more', async () => {
    const { told, asking } = questions();
    const slow = later<string>();
    const answer = asking.ask('loading', slow.question);

    asking.drop();
    slow.give('late');

    await expect(answer).resolves.toBeUndefined();
    expect(told).toHaveLength(2);
    expect(told.at(-1)).toEqual({ work: undefined, error: undefined });
  });
});
