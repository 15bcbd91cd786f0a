/** SOQL over the REST API, all pages of an answer. */
import { NEWEST_API_VERSION } from '../../protocol/index.ts';
import type { OrgAccess } from './lane-door.ts';
import { readOrg } from './reach-org.ts';
import { PermanentFailure } from './transport.ts';

interface Page {
  readonly done?: boolean;
  readonly nextRecordsUrl?: string;
  readonly records?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * @throws PermanentFailure when the org refuses the query or the token, TransientFailure when it cannot be reached
 * @example const rows = await queryAll(access, 'SELECT DeveloperName FROM Sync_Lane__mdt');
 */
export async function queryAll(access: OrgAccess, soql: string): Promise<Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  let path: string | undefined = `/services/data/v${NEWEST_API_VERSION}.0/query?q=${encodeURIComponent(soql)}`;
  while (path !== undefined) {
    const page: Page = await readPage(access, path);
    if (!page.records) throw new PermanentFailure(`${access.instanceUrl} answered a query without records.`);
    rows.push(...page.records);
    path = page.done === false ? page.nextRecordsUrl : undefined;
  }
  return rows;
}

async function readPage(access: OrgAccess, path: string): Promise<Page> {
  const { status, text } = await readOrg(access, path);
  if (status !== 200) throw new PermanentFailure(`${access.instanceUrl} answered ${status}: ${text.slice(0, 500)}`);
  try {
    return JSON.parse(text) as Page;
  } catch {
    throw new PermanentFailure(`${access.instanceUrl} answered something that is no JSON: ${text.slice(0, 200)}`);
  }
}
