/**
 * Products, price books, orders and order products, as an org without Order Management, contracts and quotes has them. Names, types and
 * lengths: Object Reference, the pages of these objects; what of their behaviour is carried out: src/database/orders.
 */
import type { ObjectRow } from './builder.ts';
import {
  addressFields,
  checkbox,
  date,
  dateTime,
  lookup,
  number,
  picklist,
  readOnly,
  required,
  systemFields,
  text,
  textArea,
  url
} from './builder.ts';

const viewed = [
  dateTime('LastViewedDate', 'Last Viewed Date', readOnly),
  dateTime('LastReferencedDate', 'Last Referenced Date', readOnly)
];
const createOnly = { ...required, updateable: false };

export const product2: ObjectRow = {
  name: 'Product2',
  label: 'Product',
  labelPlural: 'Products',
  keyPrefix: '01t',
  fields: [
    ...systemFields('Product ID'),
    text('Name', 'Product Name', 255, required),
    text('ProductCode', 'Product Code', 255),
    textArea('Description', 'Product Description', 4000),
    checkbox('IsActive', 'Active'),
    picklist('Family', 'Product Family', ['None']),
    text('ExternalId', 'External ID', 255),
    url('DisplayUrl', 'Display URL', 1000),
    picklist('QuantityUnitOfMeasure', 'Quantity Unit Of Measure', ['Each']),
    checkbox('IsArchived', 'Archived', readOnly),
    text('StockKeepingUnit', 'Product SKU', 180),
    ...viewed
  ]
};

export const pricebook2: ObjectRow = {
  name: 'Pricebook2',
  label: 'Price Book',
  labelPlural: 'Price Books',
  keyPrefix: '01s',
  fields: [
    ...systemFields('Price Book ID'),
    text('Name', 'Price Book Name', 255, required),
    checkbox('IsActive', 'Active'),
    checkbox('IsArchived', 'Archived', readOnly),
    checkbox('IsStandard', 'Is Standard Price Book', readOnly),
    text('Description', 'Description', 255),
    ...viewed
  ]
};

export const pricebookEntry: ObjectRow = {
  name: 'PricebookEntry',
  label: 'Price Book Entry',
  labelPlural: 'Price Book Entries',
  keyPrefix: '01u',
  fields: [
    ...systemFields('Price Book Entry ID'),
    text('Name', 'Product Name', 255, readOnly),
    text('ProductCode', 'Product Code', 255, readOnly),
    lookup('Pricebook2Id', 'Price Book ID', ['Pricebook2'], 'Pricebook2', {
      ...createOnly,
      childRelationshipName: 'PricebookEntries',
      deleteConstraint: 'Cascade'
    }),
    lookup('Product2Id', 'Product ID', ['Product2'], 'Product2', {
      ...createOnly,
      childRelationshipName: 'PricebookEntries',
      deleteConstraint: 'Cascade'
    }),
    { ...number('UnitPrice', 'List Price', 'currency', 18, 2), ...required },
    checkbox('IsActive', 'Active'),
    checkbox('UseStandardPrice', 'Use Standard Price')
  ]
};

export const order: ObjectRow = {
  name: 'Order',
  label: 'Order',
  labelPlural: 'Orders',
  keyPrefix: '801',
  // As in the objects/Order files that were retrieved from new orgs into public repositories.
  sharingModel: 'ControlledByParent',
  fields: [
    ...systemFields('Order ID'),
    text('OrderNumber', 'Order Number', 30, { ...readOnly, ...required, autoNumberFormat: '{00000000}' }),
    lookup('OwnerId', 'Owner ID', ['Group', 'User'], 'Owner', required),
    // "Nillable" in the describe, "Required" in its text: the rule is in src/database/orders.
    lookup('AccountId', 'Account ID', ['Account'], 'Account', {
      childRelationshipName: 'Orders',
      deleteConstraint: 'Cascade'
    }),
    lookup('Pricebook2Id', 'Price Book ID', ['Pricebook2'], 'Pricebook2', { childRelationshipName: 'Orders' }),
    date('EffectiveDate', 'Order Start Date', required),
    date('EndDate', 'Order End Date'),
    picklist('Status', 'Status', ['Draft', 'Activated'], required),
    picklist('StatusCode', 'Status Category', ['Draft', 'Activated'], {
      ...readOnly,
      ...required,
      defaultValue: 'Draft'
    }),
    picklist('Type', 'Order Type', []),
    textArea('Description', 'Description', 32000),
    lookup('CustomerAuthorizedById', 'Customer Authorized By ID', ['Contact'], 'CustomerAuthorizedBy'),
    lookup('CompanyAuthorizedById', 'Company Authorized By ID', ['User'], 'CompanyAuthorizedBy'),
    ...addressFields('Billing'),
    ...addressFields('Shipping'),
    dateTime('ActivatedDate', 'Activated Date', readOnly),
    lookup('ActivatedById', 'Activated By ID', ['User'], 'ActivatedBy', readOnly),
    { ...number('TotalAmount', 'Order Amount', 'currency', 18, 2), ...readOnly, ...required, defaultValue: 0 },
    ...viewed
  ]
};

export const orderItem: ObjectRow = {
  name: 'OrderItem',
  label: 'Order Product',
  labelPlural: 'Order Products',
  keyPrefix: '802',
  sharingModel: 'ControlledByParent',
  fields: [
    ...systemFields('Order Product ID'),
    text('OrderItemNumber', 'Order Product Number', 30, {
      ...readOnly,
      ...required,
      autoNumberFormat: '{0000000000}'
    }),
    // Deleted with its order and never moved to another: "Create" without "Update" in the describe.
    lookup('OrderId', 'Order ID', ['Order'], 'Order', {
      ...createOnly,
      masterDetail: true,
      childRelationshipName: 'OrderItems',
      deleteConstraint: 'Cascade'
    }),
    lookup('PricebookEntryId', 'Price Book Entry ID', ['PricebookEntry'], 'PricebookEntry', {
      ...createOnly,
      childRelationshipName: 'OrderItems'
    }),
    lookup('Product2Id', 'Product ID', ['Product2'], 'Product2', readOnly),
    { ...number('Quantity', 'Quantity', 'double', 18, 2), ...required },
    number('UnitPrice', 'Unit Price', 'currency', 18, 2),
    { ...number('ListPrice', 'List Price', 'currency', 18, 2), ...readOnly },
    { ...number('TotalPrice', 'Total Price', 'currency', 18, 2), ...readOnly },
    date('ServiceDate', 'Start Date'),
    date('EndDate', 'End Date'),
    text('Description', 'Line Description', 255)
  ]
};
