/** What the API shows of ingest and query jobs alike. Source: Bulk API 2.0 Developer Guide, "Get Information About an Ingest Job", "… a Query Job". */
import type { CsvFormat } from './csv-format.ts';

export interface ShownJob extends CsvFormat {
  readonly id: string;
  readonly operation: string;
  readonly object: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly state: string;
  readonly apiVersion: number;
}

export function commonJobJson(job: ShownJob): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.userId,
    createdDate: dateText(job.createdAt),
    systemModstamp: dateText(job.modifiedAt),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter
  };
}

function dateText(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
