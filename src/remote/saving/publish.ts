/** Platform events over REST, one call each. Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs". */
import { jsonValue } from '../../base/index.ts';
import type { SaveError, SaveResult, SObject } from '../../database/index.ts';
import { DATA, type OrgConnection } from '../org-connection.ts';
import { OrgCallFailed } from '../wire/protocol.ts';
import { errorsOf } from './answers.ts';

/** An event that cannot be published says why in its result, as EventBus.publish does; an alert must not take rows with it. */
export function publish(org: OrgConnection, events: readonly SObject[]): SaveResult[] {
  return events.map((event) => {
    const body = Object.fromEntries([...event.fields].map(([name, value]) => [name, jsonValue(value)]));
    const errors = publishOne(org, event.describe.name, JSON.stringify(body));
    return { id: null, success: errors.length === 0, created: false, errors };
  });
}

function publishOne(org: OrgConnection, name: string, body: string): SaveError[] {
  try {
    const answer = org.ask({ method: 'POST', path: `${DATA}/sobjects/${name}`, body });
    return answer.status < 300 ? [] : errorsOf(answer.text, org.schema);
  } catch (error) {
    if (!(error instanceof OrgCallFailed)) throw error;
    return [{ statusCode: 'UNKNOWN_EXCEPTION', message: error.message, fields: [] }];
  }
}
