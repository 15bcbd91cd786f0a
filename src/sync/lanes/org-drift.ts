/** Where the custom metadata of an org is not what the lane files say, in both directions. */
import { COMPILED_FIELDS, recordsOfLane } from './compile-lane.ts';
import type { CompiledRecord, Value } from './compile-lane.ts';
import type { Lane } from './lane.ts';

export type OrgDrift =
  | { readonly kind: 'not in the org'; readonly record: string }
  | { readonly kind: 'not in the files'; readonly record: string }
  | {
      readonly kind: 'differs';
      readonly record: string;
      readonly field: string;
      readonly file: Value;
      readonly org: Value;
    };

/** Rows of a query as the REST API answers them. */
export type QueriedRow = Readonly<Record<string, unknown>>;

/** Answers the rows of a SOQL query, all of them. */
export type RunQuery = (soql: string) => Promise<readonly QueriedRow[]>;

const LANE_FIELD = 'Sync_Lane__c';
const LANE_NAME = 'Sync_Lane__r';

/**
 * One query per custom metadata type. Names count as the platform compares them, without regard to case.
 * @throws what `query` throws
 */
export async function findOrgDrift(lanes: readonly Lane[], query: RunQuery): Promise<OrgDrift[]> {
  const drift: OrgDrift[] = [];
  const expected = lanes.flatMap(recordsOfLane);
  for (const [type, fields] of Object.entries(COMPILED_FIELDS)) {
    const rows = await query(queryOf(type, fields));
    const stored = new Map(rows.map((row) => [String(row['DeveloperName']).toLowerCase(), row]));
    for (const record of expected.filter((each) => each.type === type)) {
      const key = record.developerName.toLowerCase();
      const row = stored.get(key);
      if (row) drift.push(...differences(record, row));
      else drift.push({ kind: 'not in the org', record: nameOf(type, record.developerName) });
      stored.delete(key);
    }
    for (const row of stored.values())
      drift.push({ kind: 'not in the files', record: nameOf(type, String(row['DeveloperName'])) });
  }
  return drift;
}

/** A relationship to the lane is compared by the lane's name: the id behind it is the org's own. */
function queryOf(type: string, fields: readonly string[]): string {
  const columns = fields.map((field) => (field === LANE_FIELD ? `${LANE_NAME}.DeveloperName` : field));
  return `SELECT DeveloperName, ${columns.join(', ')} FROM ${type}__mdt ORDER BY DeveloperName`;
}

function differences({ type, developerName, values }: CompiledRecord, row: QueriedRow): OrgDrift[] {
  return Object.entries(values).flatMap(([field, file]) => {
    const org = field === LANE_FIELD ? valueOf(laneOf(row)) : valueOf(row[field]);
    const same = field === LANE_FIELD ? String(org).toLowerCase() === String(file).toLowerCase() : org === file;
    return same ? [] : [{ kind: 'differs' as const, record: nameOf(type, developerName), field, file, org }];
  });
}

function laneOf(row: QueriedRow): unknown {
  const lane = row[LANE_NAME];
  return typeof lane === 'object' && lane !== null ? (lane as QueriedRow)['DeveloperName'] : null;
}

function valueOf(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const nameOf = (type: string, developerName: string): string => `${type}.${developerName}`;
