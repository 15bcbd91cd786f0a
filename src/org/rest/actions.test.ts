/** Invocable actions over HTTP: what there is, what goes in, what comes out. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { newDataFolder } from '../../database/fixtures/data-folder.ts';
import { startLocalOrg, type LocalOrg } from '../local-org.ts';
import { writeApexProject } from '../tests/fixtures/apex-project.ts';

const sources: Readonly<Record<string, string>> = {
  GreetAction: `public with sharing class GreetAction {
    public class Input {
        @InvocableVariable(label='Who' description='Whom to greet' required=true)
        public String name;
        @InvocableVariable
        public List<Integer> numbers;
        public String hidden;
    }
    public class Output {
        @InvocableVariable
        public String greeting;
        @InvocableVariable
        public Id contactId;
    }
    @InvocableMethod(label='Greet' description='Greets people' category='Manners')
    public static List<Output> greet(List<Input> inputs) {
        List<Output> outputs = new List<Output>();
        List<Contact> people = new List<Contact>();
        for (Input input : inputs) {
            if (input.name == 'nobody') {
                continue;
            }
            Output output = new Output();
            output.greeting = 'Hello ' + input.name + ' ' + input.numbers + ' of ' + inputs.size() + ' ' + input.hidden;
            outputs.add(output);
            people.add(new Contact(LastName = input.name));
        }
        insert people;
        for (Integer index = 0; index < people.size(); index++) {
            outputs[index].contactId = people[index].Id;
        }
        return outputs;
    }
}
`,
  CountAction: `public with sharing class CountAction {
    @InvocableMethod
    public static List<Integer> lengths(List<String> texts) {
        List<Integer> lengths = new List<Integer>();
        for (String text : texts) {
            lengths.add(text.length());
        }
        return lengths;
    }
}
`
};
const dataFolder = newDataFolder('upsert-guard-actions-');
const projectFolder = writeApexProject(sources);
let org: LocalOrg;

before(async () => {
  org = await startLocalOrg({ projectFolder, dataFolder });
});

after(async () => {
  await org.close();
  for (const path of [dataFolder, projectFolder]) rmSync(path, { recursive: true, force: true });
});

async function call(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${org.instanceUrl}/services/data/v67.0/actions${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${org.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  return { status: response.status, body: await response.json() };
}

test('actions are listed and described', async () => {
  const { body } = await call('/custom/apex');
  assert.deepEqual(body, {
    actions: [
      {
        label: 'lengths',
        name: 'CountAction',
        type: 'APEX',
        url: '/services/data/v67.0/actions/custom/apex/CountAction'
      },
      { label: 'Greet', name: 'GreetAction', type: 'APEX', url: '/services/data/v67.0/actions/custom/apex/GreetAction' }
    ]
  });
  const described = (await call('/custom/apex/greetaction')).body as Record<string, unknown>;
  assert.equal(described['category'], 'Manners');
  assert.deepEqual(
    (described['inputs'] as Record<string, unknown>[]).map(({ name, required, type, maxOccurs }) => [
      name,
      required,
      type,
      maxOccurs
    ]),
    [
      ['name', true, 'STRING', 1],
      ['numbers', false, 'INTEGER', 2000]
    ]
  );
});

test('a bulk of inputs is one call with one output each', async () => {
  const { status, body } = await call('/custom/apex/GreetAction', {
    inputs: [{ name: 'Ann', numbers: [1, 2] }, { name: 'Bob' }]
  });
  const results = body as {
    actionName: string;
    errors: null;
    isSuccess: boolean;
    outputValues: { greeting: string };
  }[];
  assert.equal(status, 200);
  assert.deepEqual(
    results.map(({ actionName, errors, isSuccess, outputValues }) => [
      actionName,
      errors,
      isSuccess,
      outputValues.greeting
    ]),
    [
      ['GreetAction', null, true, 'Hello Ann (1, 2) of 2 null'],
      ['GreetAction', null, true, 'Hello Bob null of 2 null']
    ]
  );
});

test('plain values go in by the name of the parameter and out as "output"', async () => {
  const { body } = await call('/custom/apex/CountAction', { inputs: [{ texts: 'four' }, { texts: 'seventy' }] });
  assert.deepEqual(
    (body as { outputValues: unknown }[]).map(({ outputValues }) => outputValues),
    [{ output: 4 }, { output: 7 }]
  );
});

test('an exception, a missing input, an unknown one and a missing output are told, and nothing is saved', async () => {
  const errorOf = async (path: string, input: unknown): Promise<unknown> => {
    const { status, body } = await call(path, { inputs: [input] });
    assert.equal(status, 400);
    const [first] = body as { isSuccess: boolean; errors: { statusCode: string; message: string }[] }[];
    assert.equal(first?.isSuccess, false);
    return [first.errors[0]?.statusCode, first.errors[0]?.message];
  };
  assert.deepEqual(await errorOf('/custom/apex/GreetAction', { numbers: [1] }), [
    'MISSING_ARGUMENT',
    'Missing required input parameter: name'
  ]);
  assert.deepEqual(await errorOf('/custom/apex/GreetAction', { name: 'Ann', hidden: 'x' }), [
    'INVALID_API_INPUT',
    'Invalid input parameter: hidden'
  ]);
  assert.deepEqual(await errorOf('/custom/apex/GreetAction', { name: 'nobody' }), [
    'INVALID_API_INPUT',
    'The number of results (0) does not match the number of inputs (1).'
  ]);
  const [code, message] = (await errorOf('/custom/apex/GreetAction', { name: 'x'.repeat(200) })) as string[];
  assert.equal(code, 'UNKNOWN_EXCEPTION');
  assert.match(message ?? '', /STRING_TOO_LONG/);
});

test('what does not exist is not found', async () => {
  assert.equal((await call('/custom/apex/NoSuchAction', { inputs: [] })).status, 404);
  assert.equal((await call('/standard')).status, 404);
  assert.equal((await call('/custom/apex/GreetAction', { rows: [] })).status, 400);
});
