import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApexBlob, ApexDecimal } from '../../base/index.ts';
import { SObject } from '../../database/index.ts';
import { runDml } from '../library/database/dml.ts';
import { restClasses, type RestRequest, type RestResponse } from '../library/rest/rest-context.ts';
import { ApexList, ApexMap, raise } from '../values/index.ts';
import { callAura } from './call-aura.ts';
import { callRest, type RestInvocation } from './call-rest.ts';
import { currentContext } from './context.ts';
import { admin, contact } from './fixtures/fake-context.ts';
import { fakeHost, type FakeClass, type FakeMethod } from './fixtures/fake-host.ts';
import { usedLimits } from './limits.ts';
import { runTestMethod } from './run-test-method.ts';
import { runTransaction } from './run-transaction.ts';

function resource(urlMapping: string, methods: Readonly<Record<string, FakeMethod>>): FakeClass {
  return { annotations: [{ name: 'restresource', values: { urlmapping: urlMapping } }], methods };
}

function request(method: string, path: string, body = ''): RestInvocation {
  return {
    method,
    path,
    query: new Map([['dry', 'true']]),
    headers: new Map([['Accept', 'application/json']]),
    body: new TextEncoder().encode(body),
    remoteAddress: '127.0.0.1'
  };
}

function contextValue(name: 'request' | 'response'): unknown {
  const context = restClasses.find((declaration) => declaration.name === 'System.RestContext');
  const type = name === 'request' ? 'RestRequest' : 'RestResponse';
  const property = context?.members[`static ${type} ${name}`];
  assert.ok(property && typeof property !== 'function');
  return property.get();
}

describe('runTransaction', () => {
  it('commits a value and rolls back an Apex exception, and resets statics either way', () => {
    const host = fakeHost({});
    const value = runTransaction(host, { user: admin }, () => 5);
    assert.deepEqual(value, { kind: 'value', value: 5 });
    const outcome = runTransaction(host, { user: admin }, () => raise('TypeException', 'no'));
    assert.equal(outcome.kind === 'exception' && outcome.exception.toString(), 'System.TypeException: no');
    assert.deepEqual(
      host.transactions.map(({ calls }) => calls),
      [['commit'], ['rollback']]
    );
    assert.equal(host.resets(), 2);
  });

  it('rolls back and passes on a fault of the local org', () => {
    const host = fakeHost({});
    assert.throws(
      () =>
        runTransaction(host, { user: admin }, () => {
          throw new RangeError('bug');
        }),
      RangeError
    );
    assert.deepEqual(host.transactions[0]?.calls, ['rollback']);
  });
});

describe('callRest', () => {
  it('gives the method its request and answers status, headers and body of the response', () => {
    const host = fakeHost({
      SyncRest: resource('/sync/v1/*', {
        receive: {
          annotation: 'httppost',
          body: () => {
            const read = contextValue('request') as RestRequest;
            const answer = contextValue('response') as RestResponse;
            answer.statusCode = 202;
            answer.headers.put('X-Lane', read.requestURI);
            answer.responseBody = new ApexBlob(read.requestBody?.bytes ?? new Uint8Array());
            assert.equal(read.httpMethod, 'POST');
            assert.equal(read.resourcePath, '/services/apexrest/sync/v1/*');
            assert.equal(read.params.get('dry'), 'true');
          }
        }
      })
    });
    assert.deepEqual(callRest(host, admin, request('post', '/sync/v1/contacts', '{"ä":1}')), {
      status: 202,
      headers: { 'X-Lane': '/sync/v1/contacts', 'Content-Type': 'application/json;charset=UTF-8' },
      body: '{"ä":1}'
    });
    assert.deepEqual(host.transactions[0]?.calls, ['commit']);
  });

  it('prefers an exact mapping, then the longest wildcard', () => {
    const answering = (text: string): Record<string, FakeMethod> => ({
      get: { annotation: 'httpget', returnType: 'String', body: () => text }
    });
    const host = fakeHost({
      Wide: resource('/sync/*', answering('wide')),
      Narrow: resource('/sync/v1/*', answering('narrow')),
      Exact: resource('/sync/v1/runs', answering('exact'))
    });
    const bodyOf = (path: string) => callRest(host, admin, request('GET', path)).body;
    assert.equal(bodyOf('/sync/v2/runs'), '"wide"');
    assert.equal(bodyOf('/sync/v1/other'), '"narrow"');
    assert.equal(bodyOf('/sync/v1/runs'), '"exact"');
  });

  it('fills parameters from the JSON body by name and serialises a returned value', () => {
    const host = fakeHost({
      Adder: resource('/add', {
        add: {
          annotation: 'httppost',
          returnType: 'Integer',
          parameters: [
            { name: 'left', type: 'Integer' },
            { name: 'right', type: 'Integer' }
          ],
          body: (left, right) => Number(left) + Number(right)
        }
      })
    });
    assert.equal(callRest(host, admin, request('POST', '/add', '{"right":2,"left":40}')).body, '42');
    assert.equal(callRest(host, admin, request('POST', '/add', 'nonsense')).status, 500);
  });

  it('answers 404, 405 and 500 in the shapes of the platform', () => {
    const host = fakeHost({
      Failing: resource('/fail', { get: { annotation: 'httpget', body: () => raise('TypeException', 'no') } })
    });
    const missing = callRest(host, admin, request('GET', '/other'));
    assert.equal(missing.status, 404);
    assert.deepEqual(JSON.parse(missing.body), [
      { errorCode: 'NOT_FOUND', message: 'Could not find a match for URL /other' }
    ]);
    const verb = callRest(host, admin, request('DELETE', '/fail'));
    assert.equal(verb.status, 405);
    assert.match(verb.body, /HTTP Method 'DELETE' not allowed. Allowed are GET/);
    const failed = callRest(host, admin, request('GET', '/fail'));
    assert.equal(failed.status, 500);
    const [error] = JSON.parse(failed.body) as { errorCode: string; message: string }[];
    assert.equal(error?.errorCode, 'APEX_ERROR');
    assert.match(error?.message ?? '', /^System.TypeException: no\n\n/);
    assert.deepEqual(host.transactions.at(-1)?.calls, ['rollback']);
  });
});

describe('callAura', () => {
  const cacheable = { annotation: 'auraenabled', annotationValues: { cacheable: 'true' }, returnType: 'Object' };
  const host = fakeHost({
    Console: {
      methods: {
        page: {
          ...cacheable,
          parameters: [
            { name: 'reason', type: 'String' },
            { name: 'pageSize', type: 'Integer' }
          ],
          body: (reason, pageSize) => {
            const record = new SObject(contact);
            record.fields.set('LastName', reason as string);
            record.fields.set('Email', null);
            record.fields.set('Score__c', new ApexDecimal('1.50'));
            return new ApexMap('String', 'Object', [
              ['size', pageSize],
              ['records', new ApexList('Contact', [record])]
            ]);
          }
        },
        save: { ...cacheable, body: () => runDml('insert', new SObject(contact), null, null) },
        refuse: { annotation: 'auraenabled', body: () => raise('AuraHandledException', 'not yours') }
      }
    }
  });

  it('passes parameters by name and sends only fields that hold a value', () => {
    const answer = callAura(host, admin, 'console', 'PAGE', { pageSize: 20, reason: 'AMBIGUOUS_EMAIL' });
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), {
      size: 20,
      records: [{ LastName: 'AMBIGUOUS_EMAIL', Score__c: 1.5 }]
    });
  });

  it('refuses DML in a cacheable method', () => {
    const answer = callAura(host, admin, 'Console', 'save', {});
    assert.equal(answer.status, 500);
    assert.match(answer.body, /Too many DML statements: 1/);
  });

  it('answers exceptions as LWC sees them, and a method that is not there', () => {
    const refused = JSON.parse(callAura(host, admin, 'Console', 'refuse', {}).body) as {
      body: Record<string, unknown>;
    };
    assert.equal(refused.body['message'], 'not yours');
    assert.equal(refused.body['exceptionType'], 'System.AuraHandledException');
    assert.equal(callAura(host, admin, 'Console', 'missing', {}).status, 404);
  });
});

describe('runTestMethod', () => {
  const insertOne = () => runDml('insert', new SObject(contact), null, null);

  it('runs the setup first, gives the test fresh limits and always rolls back', () => {
    const order: string[] = [];
    const host = fakeHost({
      ContactTest: {
        methods: {
          prepare: {
            annotation: 'testsetup',
            body: () => {
              insertOne();
              order.push(`setup ${usedLimits(currentContext()).dmlStatements}`);
            }
          },
          creates: {
            annotation: 'istest',
            body: () => {
              order.push(`test ${usedLimits(currentContext()).dmlStatements}`);
              insertOne();
              insertOne();
            }
          }
        }
      }
    });
    const run = runTestMethod(host, admin, 'ContactTest', 'creates');
    assert.deepEqual(order, ['setup 1', 'test 0']);
    assert.equal(run.outcome.kind, 'value');
    assert.equal(run.limits.dmlStatements, 2);
    assert.deepEqual(host.transactions[0]?.calls, ['rollback']);
  });

  it('answers the exception of a failed test', () => {
    const host = fakeHost({
      ContactTest: {
        methods: { fails: { annotation: 'istest', body: () => raise('AssertException', 'Assertion Failed') } }
      }
    });
    const { outcome } = runTestMethod(host, admin, 'ContactTest', 'fails');
    assert.equal(
      outcome.kind === 'exception' && outcome.exception.toString(),
      'System.AssertException: Assertion Failed'
    );
  });
});
