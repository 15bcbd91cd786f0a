/** The sweeper as an administrator starts it by hand, and the time that it waits for. */
import assert from 'node:assert/strict';

import type { SqlConnection } from '../../src/database/index.ts';
import type { LocalOrg } from '../../src/org/index.ts';

/** As if all that waits had been waiting for an hour, and nothing had been done for as long. */
export function anHourPasses(connection: SqlConnection): void {
  connection.run(`
    UPDATE org."sync_inbound__c" SET next_attempt__c = now() - interval '1 hour' WHERE next_attempt__c IS NOT NULL;
    UPDATE org."sync_inbound__c" SET createddate = now() - interval '1 hour', lastmodifieddate = now() - interval '1 hour';
    UPDATE jobs.queueable SET run_at = 1 WHERE phase = 'queued'`);
}

/** Jobs that it starts are not waited for. */
export async function sweep(org: LocalOrg): Promise<void> {
  const body =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' +
    `<SessionHeader><sessionId>${org.adminToken}</sessionId></SessionHeader></e:Header><e:Body>` +
    '<executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex"><String>SyncRetrySweeper.sweep();</String></executeAnonymous>' +
    '</e:Body></e:Envelope>';
  const reply = await fetch(`${org.instanceUrl}/services/Soap/s/67.0/00D000000000001`, { method: 'POST', body });
  assert.match(await reply.text(), /<success>true<\/success>/);
}
