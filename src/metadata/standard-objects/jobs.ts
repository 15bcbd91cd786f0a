/**
 * AsyncApexJob. Names and types: Object Reference, "AsyncApexJob". ApexClassId is left out because the local org has no ApexClass object,
 * and the counters of batches because it runs no batches.
 */
import type { ObjectRow } from './builder.ts';
import { dateTime, lookup, number, picklist, readOnly, required, text } from './builder.ts';

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
    picklist('JobType', 'Job Type', ['Queueable'], kept),
    picklist('Status', 'Status', ['Queued', 'Processing', 'Aborted', 'Completed', 'Failed', 'Preparing'], kept),
    { ...number('NumberOfErrors', 'Failures', 'int', 0, 0), ...readOnly },
    dateTime('CompletedDate', 'Completion Date', readOnly),
    text('MethodName', 'Apex Method', 255, readOnly),
    text('ExtendedStatus', 'Status Detail', 255, readOnly)
  ]
};
