import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ApexDate, ApexDecimal } from '../../base/index.ts';
import { orgSchema } from '../fixtures/org-schema.ts';
import { errorsOf, openTestOrg, request, soql, stopTestServer } from '../fixtures/test-org.ts';
import type { TestOrg } from '../fixtures/test-org.ts';
import type { SaveRequest } from '../save.ts';
import type { FieldValue } from '../sobject.ts';

type Fields = Readonly<Record<string, FieldValue>>;

let org: TestOrg;
let accountId: string;
let standardBook: string;
let productId: string;
let entryId: string;

before(async () => {
  org = await openTestOrg(orgSchema());
});
after(async () => {
  await org.close();
  await stopTestServer();
});

beforeEach(() => {
  org.clear('OrderItem', 'Order', 'PricebookEntry', 'Product2', 'Account');
  org.connection.run('DELETE FROM org."pricebook2" WHERE NOT isstandard');
  standardBook = String(org.connection.query('SELECT id FROM org."pricebook2" WHERE isstandard').rows[0]?.[0]);
  assert.deepEqual(save('update', 'Pricebook2', { Id: standardBook, IsActive: true }), [null]);
  accountId = idOf('Account', { Name: 'Acme' });
  productId = idOf('Product2', { Name: 'Laptop', ProductCode: 'L-1', IsActive: true });
  entryId = idOf('PricebookEntry', price(standardBook, '100'));
});

function price(book: string, amount: string, more: Fields = {}): Fields {
  return { Pricebook2Id: book, Product2Id: productId, UnitPrice: new ApexDecimal(amount), IsActive: true, ...more };
}

function idOf(object: string, fields: Fields): string {
  return org.insert(object, fields)[0]?.id ?? assert.fail(`${object} has no id`);
}

function save(operation: SaveRequest['operation'], object: string, ...rows: Fields[]): (string | null)[] {
  const transaction = org.begin();
  const results = transaction.save(
    request(
      operation,
      rows.map((fields) => org.record(object, fields))
    )
  );
  transaction.commit();
  return errorsOf(results);
}

function stored(object: string, ...fields: string[]): unknown[][] {
  const transaction = org.begin();
  const { records } = transaction.query(soql(object, fields), []);
  transaction.rollback();
  return records.map((record) => fields.map((field) => record.fields.get(field)?.toString() ?? null));
}

const draft = (more: Fields = {}): Fields => ({
  AccountId: accountId,
  EffectiveDate: ApexDate.of(2026, 1, 1),
  Status: 'Draft',
  Pricebook2Id: standardBook,
  ...more
});

const item = (orderId: string, quantity: string, unitPrice: string | null, more: Fields = {}): Fields => ({
  OrderId: orderId,
  PricebookEntryId: entryId,
  Quantity: new ApexDecimal(quantity),
  UnitPrice: unitPrice === null ? null : new ApexDecimal(unitPrice),
  ...more
});

const WRONG_BOOK =
  'FIELD_INTEGRITY_EXCEPTION: Order Products must have a Price Book Entry that belongs to the Price Book related to the parent Order.: Price Book Entry ID';

describe('orders', () => {
  test('a new order is a draft of an account, numbered, without an amount', () => {
    idOf('Order', draft());
    const [[number, ...others] = []] = stored('Order', 'OrderNumber', 'StatusCode', 'TotalAmount', 'ActivatedDate');
    assert.match(String(number), /^\d{8}$/);
    assert.deepEqual(others, ['Draft', '0.00', null]);
  });

  test('an account, a start date and the status are required', () => {
    assert.deepEqual(
      save('insert', 'Order', draft({ AccountId: null }), draft({ EffectiveDate: null }), draft({ Status: null })),
      [
        'REQUIRED_FIELD_MISSING: Required fields are missing: [AccountId]',
        'REQUIRED_FIELD_MISSING: Required fields are missing: [EffectiveDate]',
        'REQUIRED_FIELD_MISSING: Required fields are missing: [Status]'
      ]
    );
  });

  test('a new order cannot be activated already', () => {
    const [problem] = save('insert', 'Order', draft({ Status: 'Activated' }));
    assert.match(problem ?? '', /^FAILED_ACTIVATION: /);
  });

  test('an inactive price book is refused, and an assigned one stays', () => {
    const book = idOf('Pricebook2', { Name: 'Partners' });
    assert.deepEqual(save('insert', 'Order', draft({ Pricebook2Id: book })), [
      'FIELD_INTEGRITY_EXCEPTION: The price book is not active.'
    ]);
    const id = idOf('Order', draft());
    save('update', 'Pricebook2', { Id: book, IsActive: true });
    assert.deepEqual(save('update', 'Order', { Id: id, Pricebook2Id: book }), [
      'FIELD_INTEGRITY_EXCEPTION: The price book of an order cannot be changed.'
    ]);
  });

  test('an order without products is not activated, one with products says who did it', () => {
    const id = idOf('Order', draft());
    assert.deepEqual(save('update', 'Order', { Id: id, Status: 'Activated' }), [
      'FAILED_ACTIVATION: An order must have at least one product.'
    ]);
    idOf('OrderItem', item(id, '1', '5'));
    assert.deepEqual(save('update', 'Order', { Id: id, Status: 'Activated' }), [null]);
    assert.deepEqual(stored('Order', 'StatusCode', 'ActivatedById'), [['Activated', org.user.id]]);
  });

  test('an order that is deleted takes its products along and brings them back', () => {
    const id = idOf('Order', draft());
    idOf('OrderItem', item(id, '2', '5'));
    assert.deepEqual(save('delete', 'Order', { Id: id }), [null]);
    assert.deepEqual(stored('OrderItem', 'Id'), []);
    assert.deepEqual(save('undelete', 'Order', { Id: id }), [null]);
    assert.equal(stored('OrderItem', 'Id').length, 1);
    assert.deepEqual(stored('Order', 'TotalAmount'), [['10.00']]);
  });
});

describe('activated orders', () => {
  let orderId: string;
  let itemId: string;

  beforeEach(() => {
    orderId = idOf('Order', draft());
    itemId = idOf('OrderItem', item(orderId, '1', '5'));
    assert.deepEqual(save('update', 'Order', { Id: orderId, Status: 'Activated' }), [null]);
  });

  test('take no products, lose none and keep their account', () => {
    const other = idOf('Account', { Name: 'Other' });
    assert.deepEqual(save('insert', 'OrderItem', item(orderId, '1', '5')), [
      'FIELD_INTEGRITY_EXCEPTION: Products can be added to draft orders only.'
    ]);
    assert.deepEqual(save('delete', 'OrderItem', { Id: itemId }), [
      'DELETE_FAILED: The products of an activated order cannot be deleted.'
    ]);
    assert.deepEqual(save('update', 'Order', { Id: orderId, AccountId: other }), [
      'FIELD_INTEGRITY_EXCEPTION: You can change the account of a draft order only.'
    ]);
  });

  test('are edited by administrators and by nobody else', () => {
    const clerk = { ...org.user, field: () => null };
    const transaction = org.begin({ user: clerk });
    const results = [
      ...transaction.save(request('update', [org.record('Order', { Id: orderId, Description: 'x' })])),
      ...transaction.save(request('update', [org.record('OrderItem', { Id: itemId, Description: 'x' })])),
      ...transaction.save(request('delete', [org.record('Order', { Id: orderId })]))
    ];
    transaction.rollback();
    const refused = 'INSUFFICIENT_ACCESS_OR_READONLY: insufficient access rights on object id';
    assert.deepEqual(errorsOf(results), [refused, refused, refused]);
    assert.deepEqual(save('update', 'OrderItem', { Id: itemId, Description: 'x' }), [null]);
    assert.deepEqual(save('update', 'Order', { Id: orderId, Description: 'x' }), [null]);
  });
});

describe('order products', () => {
  test('know their product, list price and total, and the order sums them up', () => {
    const id = idOf('Order', draft());
    const [first] = org.insert('OrderItem', item(id, '3', '19.99'), item(id, '2.5', '10.01'));
    assert.deepEqual(stored('OrderItem', 'Product2Id', 'ListPrice', 'TotalPrice'), [
      [productId, '100.00', '59.97'],
      // 25.025, half up.
      [productId, '100.00', '25.03']
    ]);
    assert.deepEqual(stored('Order', 'TotalAmount'), [['85.00']]);

    save('update', 'OrderItem', { Id: first?.id ?? null, Quantity: new ApexDecimal('1') });
    assert.deepEqual(stored('Order', 'TotalAmount'), [['45.02']]);
    save('delete', 'OrderItem', { Id: first?.id ?? null });
    assert.deepEqual(stored('Order', 'TotalAmount'), [['25.03']]);
    save('undelete', 'OrderItem', { Id: first?.id ?? null });
    assert.deepEqual(stored('Order', 'TotalAmount'), [['45.02']]);
  });

  test('need an order, an entry, a quantity and a price', () => {
    const id = idOf('Order', draft());
    const full = item(id, '1', '5');
    const without = (field: string): Fields => ({ ...full, [field]: null });
    assert.deepEqual(
      save(
        'insert',
        'OrderItem',
        without('OrderId'),
        without('Quantity'),
        without('UnitPrice'),
        without('PricebookEntryId')
      ),
      [
        'REQUIRED_FIELD_MISSING: Required fields are missing: [OrderId]',
        'REQUIRED_FIELD_MISSING: Required fields are missing: [Quantity]',
        'REQUIRED_FIELD_MISSING: Required fields are missing: [UnitPrice]',
        'REQUIRED_FIELD_MISSING: Required fields are missing: [PricebookEntryId]'
      ]
    );
  });

  test('have an active entry of the price book of their order', () => {
    const partners = idOf('Pricebook2', { Name: 'Partners', IsActive: true });
    const partnerEntry = idOf('PricebookEntry', price(partners, '80'));
    const [order, noBook] = org.insert('Order', draft(), draft({ Pricebook2Id: null }));
    assert.deepEqual(
      save(
        'insert',
        'OrderItem',
        item(order?.id ?? '', '1', '5', { PricebookEntryId: partnerEntry }),
        item(noBook?.id ?? '', '1', '5')
      ),
      [WRONG_BOOK, WRONG_BOOK]
    );
    save('update', 'PricebookEntry', { Id: entryId, IsActive: false });
    assert.deepEqual(save('insert', 'OrderItem', item(order?.id ?? '', '1', '5')), [
      'FIELD_INTEGRITY_EXCEPTION: The price book entry is inactive.: Price Book Entry ID'
    ]);
  });

  test('move neither to another order nor to another entry', () => {
    const [order, other] = org.insert('Order', draft(), draft());
    const id = idOf('OrderItem', item(order?.id ?? '', '1', '5'));
    const changes: Fields[] = [{ OrderId: other?.id ?? '' }, { PricebookEntryId: '01u000000000001AAA' }];
    for (const change of changes) {
      const [problem] = save('update', 'OrderItem', { Id: id, ...change });
      assert.match(problem ?? '', /^INVALID_FIELD_FOR_INSERT_UPDATE: /);
    }
  });

  test('of 200 rows: each bad row fails alone and the amounts are those of the good ones', () => {
    const [order, other] = org.insert('Order', draft(), draft());
    const rows = Array.from({ length: 200 }, (_, index) =>
      item((index % 2 === 0 ? order : other)?.id ?? '', '1', index % 10 === 0 ? null : '2')
    );
    const problems = save('insert', 'OrderItem', ...rows);
    assert.equal(problems.filter((problem) => problem !== null).length, 20);
    assert.deepEqual(stored('Order', 'TotalAmount'), [['160.00'], ['200.00']]);
  });
});

describe('price books', () => {
  test('an entry takes name and code from its product', () => {
    assert.deepEqual(stored('PricebookEntry', 'Name', 'ProductCode'), [['Laptop', 'L-1']]);
  });

  test('a custom price needs a standard price, and a product one entry in a book', () => {
    const partners = idOf('Pricebook2', { Name: 'Partners', IsActive: true });
    const other = idOf('Product2', { Name: 'Mouse' });
    const twice = 'DUPLICATE_VALUE: This price definition already exists in this price book';
    assert.deepEqual(
      save(
        'insert',
        'PricebookEntry',
        price(partners, '80', { Product2Id: other }),
        price(standardBook, '90'),
        price(partners, '80'),
        price(partners, '81')
      ),
      ['STANDARD_PRICE_NOT_DEFINED: Before creating a custom price, create a standard price.', twice, null, twice]
    );
  });

  test('a price that follows the standard price cannot differ from it', () => {
    const partners = idOf('Pricebook2', { Name: 'Partners', IsActive: true });
    assert.deepEqual(save('insert', 'PricebookEntry', price(partners, '80', { UseStandardPrice: true })), [
      'FIELD_INTEGRITY_EXCEPTION: field integrity exception'
    ]);
  });

  test('what stands on an order and the standard price book are not deleted', () => {
    idOf('OrderItem', item(idOf('Order', draft()), '1', '5'));
    const used =
      'DELETE_FAILED: Your attempt to delete Laptop could not be completed because it is associated with the following order products.';
    assert.deepEqual(save('delete', 'PricebookEntry', { Id: entryId }), [used]);
    assert.deepEqual(save('delete', 'Product2', { Id: productId }), [used]);
    assert.deepEqual(save('delete', 'Pricebook2', { Id: standardBook }), [
      'DELETE_FAILED: The standard price book cannot be deleted.'
    ]);
  });
});
