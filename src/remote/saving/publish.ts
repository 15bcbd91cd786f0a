/** Platform events over REST, one call each. Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs". */
import { jsonValue } from '../../base/index.ts';
import type { SaveResult, SObject } from '../../database/index.ts';
import { DATA, type OrgConnection } from '../org-connection.ts';
import { errorsOf } from './answers.ts';

/** An event that cannot be published says why in its result, as EventBus.publish does; an alert must not take rows with it. */
export function publish(org: OrgConnection, events: readonly SObject[]): SaveResult[] {
  return events.map((event) => {
    const body = Object.fromEntries([...event.fields].map(([name, value]) => [name, jsonValue(value)]));
    const answer = org.ask({
      method: 'POST',
      path: `${DATA}/sobjects/${event.describe.name}`,
      body: JSON.stringify(body)
    });
    const errors = answer.status < 300 ? [] : errorsOf(answer.text, org.schema);
    return { id: null, success: errors.length === 0, created: false, errors };
  });
}
