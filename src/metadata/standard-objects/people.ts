/**
 * Account, Contact, Lead and Task. Names, types, lengths and labels: Object Reference and Salesforce Field Reference Guide, the pages of these
 * objects. Organization-wide defaults and picklists are those of a new org (Salesforce Help, "Default Organization-Wide Sharing Settings"). Compound addresses and geolocation are not carried by the local org.
 */
import type { ObjectRow } from './builder.ts';
import {
  addressFields,
  checkbox,
  date,
  dateTime,
  email,
  lookup,
  number,
  personNameFields,
  phone,
  picklist,
  readOnly,
  required,
  systemFields,
  text,
  textArea,
  url
} from './builder.ts';

const SALUTATIONS = ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'];
const LEAD_SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
const RATINGS = ['Hot', 'Warm', 'Cold'];
const INDUSTRIES = [
  'Agriculture',
  'Apparel',
  'Banking',
  'Biotechnology',
  'Chemicals',
  'Communications',
  'Construction',
  'Consulting',
  'Education',
  'Electronics',
  'Energy',
  'Engineering',
  'Entertainment',
  'Environmental',
  'Finance',
  'Food & Beverage',
  'Government',
  'Healthcare',
  'Hospitality',
  'Insurance',
  'Machinery',
  'Manufacturing',
  'Media',
  'Not For Profit',
  'Recreation',
  'Retail',
  'Shipping',
  'Technology',
  'Telecommunications',
  'Transportation',
  'Utilities',
  'Other'
];
const viewed = [
  dateTime('LastViewedDate', 'Last Viewed Date', readOnly),
  dateTime('LastReferencedDate', 'Last Referenced Date', readOnly)
];
const bounced = [
  text('EmailBouncedReason', 'Email Bounced Reason', 255),
  dateTime('EmailBouncedDate', 'Email Bounced Date')
];
const lastActivity = date('LastActivityDate', 'Last Activity', readOnly);

export const account: ObjectRow = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  keyPrefix: '001',
  sharingModel: 'ReadWrite',
  fields: [
    ...systemFields('Account ID'),
    lookup('MasterRecordId', 'Master Record ID', ['Account'], 'MasterRecord', readOnly),
    text('Name', 'Account Name', 255, required),
    picklist('Type', 'Account Type', [
      'Prospect',
      'Customer - Direct',
      'Customer - Channel',
      'Channel Partner / Reseller',
      'Installation Partner',
      'Technology Partner',
      'Other'
    ]),
    lookup('ParentId', 'Parent Account ID', ['Account'], 'Parent', { childRelationshipName: 'ChildAccounts' }),
    ...addressFields('Billing'),
    ...addressFields('Shipping'),
    phone('Phone', 'Account Phone'),
    phone('Fax', 'Account Fax'),
    text('AccountNumber', 'Account Number', 40),
    url('Website', 'Website'),
    text('Sic', 'SIC Code', 20),
    picklist('Industry', 'Industry', INDUSTRIES),
    number('AnnualRevenue', 'Annual Revenue', 'currency', 18, 0),
    number('NumberOfEmployees', 'Employees', 'int', 8, 0),
    picklist('Ownership', 'Ownership', ['Public', 'Private', 'Subsidiary', 'Other']),
    text('TickerSymbol', 'Ticker Symbol', 20),
    textArea('Description', 'Account Description', 32000),
    picklist('Rating', 'Account Rating', RATINGS),
    text('Site', 'Account Site', 80),
    lookup('OwnerId', 'Owner ID', ['User'], 'Owner', required),
    lastActivity,
    ...viewed,
    text('Jigsaw', 'Data.com Key', 20),
    picklist('AccountSource', 'Account Source', LEAD_SOURCES),
    text('SicDesc', 'SIC Description', 80)
  ]
};

export const contact: ObjectRow = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  keyPrefix: '003',
  sharingModel: 'ControlledByParent',
  fields: [
    ...systemFields('Contact ID'),
    lookup('MasterRecordId', 'Master Record ID', ['Contact'], 'MasterRecord', readOnly),
    // Deleting an account deletes its contacts (Object Reference, Account, "Usage").
    lookup('AccountId', 'Account ID', ['Account'], 'Account', {
      childRelationshipName: 'Contacts',
      deleteConstraint: 'Cascade'
    }),
    ...personNameFields(SALUTATIONS),
    ...addressFields('Other'),
    ...addressFields('Mailing'),
    phone('Phone', 'Business Phone'),
    phone('Fax', 'Business Fax'),
    phone('MobilePhone', 'Mobile Phone'),
    phone('HomePhone', 'Home Phone'),
    phone('OtherPhone', 'Other Phone'),
    phone('AssistantPhone', 'Asst. Phone'),
    lookup('ReportsToId', 'Reports To ID', ['Contact'], 'ReportsTo'),
    email('Email', 'Email'),
    text('Title', 'Title', 128),
    text('Department', 'Department', 80),
    text('AssistantName', "Assistant's Name", 40),
    picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
    date('Birthdate', 'Birthdate'),
    textArea('Description', 'Contact Description', 32000),
    lookup('OwnerId', 'Owner ID', ['User'], 'Owner', required),
    checkbox('HasOptedOutOfEmail', 'Email Opt Out'),
    checkbox('HasOptedOutOfFax', 'Fax Opt Out'),
    checkbox('DoNotCall', 'Do Not Call'),
    lastActivity,
    dateTime('LastCURequestDate', 'Last Stay-in-Touch Request Date', readOnly),
    dateTime('LastCUUpdateDate', 'Last Stay-in-Touch Save Date', readOnly),
    ...viewed,
    ...bounced,
    checkbox('IsEmailBounced', 'Is Email Bounced', readOnly),
    text('Jigsaw', 'Data.com Key', 20)
  ]
};

export const lead: ObjectRow = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  sharingModel: 'ReadWriteTransfer',
  fields: [
    ...systemFields('Lead ID'),
    lookup('MasterRecordId', 'Master Record ID', ['Lead'], 'MasterRecord', readOnly),
    ...personNameFields(SALUTATIONS),
    text('Title', 'Title', 128),
    text('Company', 'Company', 255, required),
    ...addressFields(''),
    phone('Phone', 'Phone'),
    phone('MobilePhone', 'Mobile Phone'),
    phone('Fax', 'Fax'),
    email('Email', 'Email'),
    url('Website', 'Website'),
    textArea('Description', 'Description', 32000),
    picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
    picklist(
      'Status',
      'Status',
      ['Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'],
      {
        ...required,
        defaultValue: 'Open - Not Contacted'
      }
    ),
    picklist('Industry', 'Industry', INDUSTRIES),
    picklist('Rating', 'Rating', RATINGS),
    number('AnnualRevenue', 'Annual Revenue', 'currency', 18, 0),
    number('NumberOfEmployees', 'Employees', 'int', 8, 0),
    lookup('OwnerId', 'Owner ID', ['Group', 'User'], 'Owner', required),
    checkbox('HasOptedOutOfEmail', 'Email Opt Out'),
    checkbox('HasOptedOutOfFax', 'Fax Opt Out'),
    checkbox('DoNotCall', 'Do Not Call'),
    checkbox('IsConverted', 'Converted', readOnly),
    date('ConvertedDate', 'Converted Date', readOnly),
    lookup('ConvertedAccountId', 'Converted Account ID', ['Account'], 'ConvertedAccount', readOnly),
    lookup('ConvertedContactId', 'Converted Contact ID', ['Contact'], 'ConvertedContact', readOnly),
    checkbox('IsUnreadByOwner', 'Unread By Owner'),
    lastActivity,
    ...viewed,
    ...bounced,
    text('Jigsaw', 'Data.com Key', 20)
  ]
};

export const task: ObjectRow = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  fields: [
    ...systemFields('Activity ID'),
    lookup('WhoId', 'Name ID', ['Contact', 'Lead'], 'Who', {
      childRelationshipName: 'Tasks',
      deleteConstraint: 'Cascade'
    }),
    lookup('WhatId', 'Related To ID', ['Account'], 'What', {
      childRelationshipName: 'Tasks',
      deleteConstraint: 'Cascade'
    }),
    text('Subject', 'Subject', 255),
    date('ActivityDate', 'Due Date Only'),
    picklist('Status', 'Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
      ...required,
      defaultValue: 'Not Started'
    }),
    picklist('Priority', 'Priority', ['High', 'Normal', 'Low'], { ...required, defaultValue: 'Normal' }),
    lookup('OwnerId', 'Assigned To ID', ['Group', 'User'], 'Owner', required),
    textArea('Description', 'Description', 32000)
  ]
};
