/**
 * AsyncApexJob, CronTrigger and CronJobDetail. Names and types: Object Reference, pages of the same names. ApexClassId is left out because
 * the local org has no ApexClass object.
 */
import type { ObjectRow } from './builder.ts';
import { dateTime, lookup, number, picklist, readOnly, required, systemFields, text } from './builder.ts';

const kept = { ...readOnly, ...required };

export const asyncApexJob: ObjectRow = {
  name: 'AsyncApexJob',
  label: 'Apex Job',
  labelPlural: 'Apex Jobs',
  keyPrefix: '707',
  fields: [
    { name: 'Id', label: 'Apex Job ID', type: 'id', length: 18, ...kept },
    dateTime('CreatedDate', 'Created Date', kept),
    lookup('CreatedById', 'Created By ID', ['User'], 'CreatedBy', kept),
    picklist('JobType', 'Job Type', ['Queueable', 'BatchApex'], kept),
    picklist(
      'Status',
      'Status',
      ['Queued', 'Processing', 'Aborted', 'Completed', 'Failed', 'Preparing', 'Holding'],
      kept
    ),
    { ...number('JobItemsProcessed', 'Batches Processed', 'int', 0, 0), ...readOnly },
    { ...number('TotalJobItems', 'Total Batches', 'int', 0, 0), ...readOnly },
    { ...number('NumberOfErrors', 'Failures', 'int', 0, 0), ...readOnly },
    dateTime('CompletedDate', 'Completion Date', readOnly),
    text('MethodName', 'Apex Method', 255, readOnly),
    text('ExtendedStatus', 'Status Detail', 255, readOnly)
  ]
};

export const cronJobDetail: ObjectRow = {
  name: 'CronJobDetail',
  label: 'Cron Job',
  labelPlural: 'Cron Jobs',
  keyPrefix: '08a',
  fields: [
    { name: 'Id', label: 'Cron Job ID', type: 'id', length: 18, ...kept },
    text('Name', 'Name', 255, kept),
    picklist('JobType', 'Job Type', ['7'], kept)
  ]
};

export const cronTrigger: ObjectRow = {
  name: 'CronTrigger',
  label: 'Scheduled Jobs',
  labelPlural: 'Scheduled Jobs',
  keyPrefix: '08e',
  fields: [
    ...systemFields('Scheduled Job ID', { deletable: false }).filter(({ name }) => name !== 'SystemModstamp'),
    lookup('CronJobDetailId', 'Job ID', ['CronJobDetail'], 'CronJobDetail', kept),
    dateTime('NextFireTime', 'Next Run Time', readOnly),
    dateTime('PreviousFireTime', 'Previous Run Time', readOnly),
    picklist(
      'State',
      'State',
      ['WAITING', 'ACQUIRED', 'EXECUTING', 'COMPLETE', 'BLOCKED', 'ERROR', 'PAUSED', 'PAUSED_BLOCKED', 'DELETED'],
      readOnly
    ),
    dateTime('StartTime', 'Start Time', readOnly),
    dateTime('EndTime', 'End Time', readOnly),
    text('CronExpression', 'Cron Expression', 255, readOnly),
    text('TimeZoneSidKey', 'Time Zone ID', 40, readOnly),
    lookup('OwnerId', 'Owner ID', ['User'], 'Owner', readOnly),
    { ...number('TimesTriggered', 'Times Triggered', 'int', 0, 0), ...readOnly }
  ]
};
