/**
 * A lane as the custom metadata records that Apex reads: one `Sync_Lane__mdt`, one `Sync_Lane_Field__mdt` per field, one
 * `Sync_Lane_Route__mdt` per route and one `Sync_Lane_Alert__mdt` per alert.
 */
import { createHash } from 'node:crypto';
import { conditionOf } from './check-ownership.ts';
import { alertOwnerOf, blockConditionsOf, matchFieldOf, thresholdOf } from './contract-defaults.ts';
import type { Lane } from './lane.ts';

export interface CompiledFile {
  /** Path from the project folder. */
  readonly path: string;
  readonly content: string;
}

/** Custom metadata type, without the suffix -> its fields that lanes fill, in alphabetical order. */
export const COMPILED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Sync_Lane: [
    ...['Active__c', 'Alert_Owner__c', 'Block_Conditions__c', 'Business_Owner__c', 'Cross_Objects__c'],
    ...['Duplicate_Allow_Save__c', 'External_Id_Field__c', 'Fallback_Alert_Percent__c', 'Fallback_Owner__c'],
    ...['Integration_User_Only__c', 'Integration_User__c', 'Log_Dimensions__c', 'Match_Field__c'],
    ...['Maximum_Row_Bytes__c', 'Object__c'],
    ...['Owner_Override__c', 'Parent_Field__c', 'Parent_Lane__c', 'Policy__c', 'Protected_Field_Mode__c'],
    ...['Replay_Requires__c', 'Replay_Verifies__c', 'Retry_Delay_Seconds__c', 'Retry_Limit__c', 'Source_System__c'],
    ...['Technical_Owner__c', 'Unknown_Field_Mode__c', 'Version_Type__c']
  ],
  Sync_Lane_Field: [
    ...['Data_Type__c', 'Maximum_Length__c', 'Protected__c', 'Required__c', 'Source_Column__c', 'Sync_Lane__c'],
    'Target_Field__c'
  ],
  Sync_Lane_Route: ['Field__c', 'Operator__c', 'Order__c', 'Owner__c', 'Sync_Lane__c', 'Value__c'],
  Sync_Lane_Alert: ['Condition__c', 'Sync_Lane__c', 'Threshold__c', 'Window_Minutes__c']
};

/** Where compiled lanes are kept. Every record of the four types in this folder comes from a lane file. */
export const COMPILED_LANES_FOLDER = 'force-app/main/foundation/customMetadata';
const NAME_LENGTH = 40;

export type Value = string | number | boolean | null;

/** One custom metadata record, before it is a file. */
export interface CompiledRecord {
  /** Without the suffix, e.g. `Sync_Lane`. */
  readonly type: string;
  readonly developerName: string;
  readonly label: string;
  /** By field API name, in alphabetical order; every field of the type that lanes fill, null where there is nothing. */
  readonly values: Readonly<Record<string, Value>>;
}

/**
 * The files of a lane, sorted by path. The same lane always gives the same text, so that a difference is a change.
 * @example for (const { path, content } of compileLane(lane)) writeFileSync(path, content);
 */
export function compileLane(lane: Lane): CompiledFile[] {
  return recordsOfLane(lane)
    .map(fileOf)
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** The records of a lane: the lane itself, then its fields, routes and alerts. */
export function recordsOfLane(lane: Lane): CompiledRecord[] {
  return [laneRecord(lane), ...fieldRecords(lane), ...routeRecords(lane), ...alertRecords(lane)];
}

function laneRecord(lane: Lane): CompiledRecord {
  const { identity, observability, ownership, replay } = lane;
  return {
    type: 'Sync_Lane',
    developerName: lane.lane,
    label: lane.lane,
    values: {
      Active__c: lane.active,
      Alert_Owner__c: alertOwnerOf(lane),
      Block_Conditions__c: list(blockConditionsOf(lane)),
      Business_Owner__c: lane.owners.business ?? null,
      Cross_Objects__c: list(identity.crossObjects),
      Duplicate_Allow_Save__c: lane.duplicates.allowSave,
      External_Id_Field__c: identity.externalIdField,
      Fallback_Alert_Percent__c: ownership.fallbackAlertPercent ?? null,
      Fallback_Owner__c: ownership.fallbackOwner ?? null,
      Integration_User_Only__c: lane.integrationUserOnly,
      Integration_User__c: lane.integrationUser ?? null,
      Log_Dimensions__c: list(observability.logDimensions),
      Match_Field__c: matchFieldOf(lane),
      Maximum_Row_Bytes__c: lane.writes.maximumRowBytes,
      Object__c: lane.object,
      Owner_Override__c: ownership.ownerOverride === 'withReason' ? 'with_reason' : 'never',
      Parent_Field__c: lane.parent?.field ?? null,
      Parent_Lane__c: lane.parent?.lane ?? null,
      Policy__c: identity.policy,
      Protected_Field_Mode__c: lane.writes.protectedFieldMode,
      Replay_Requires__c: list(replay.requires),
      Replay_Verifies__c: list(replay.verifies),
      Retry_Delay_Seconds__c: lane.retry.delaySeconds,
      Retry_Limit__c: lane.retry.limit,
      Source_System__c: lane.source.system,
      Technical_Owner__c: lane.owners.technical ?? null,
      Unknown_Field_Mode__c: lane.writes.unknownFieldMode,
      Version_Type__c: lane.source.versionType
    }
  };
}

function fieldRecords(lane: Lane): CompiledRecord[] {
  const isProtected = new Set(lane.writes.protectedFields.map((field) => field.toLowerCase()));
  const mapped = new Set(lane.fields.map((field) => field.field.toLowerCase()));
  const fields = [
    ...lane.fields.map((field) => ({
      target: field.field,
      column: field.column,
      type: field.type,
      required: field.required,
      maximumLength: field.maximumLength ?? null
    })),
    // A protected field that the lane does not write has a record too: Apex must know it to refuse it.
    ...lane.writes.protectedFields
      .filter((field) => !mapped.has(field.toLowerCase()))
      .map((target) => ({ target, column: null, type: null, required: false, maximumLength: null }))
  ];
  return fields.map((field) =>
    childRecord('Sync_Lane_Field', lane.lane, field.target, {
      Data_Type__c: field.type,
      Maximum_Length__c: field.maximumLength,
      Protected__c: isProtected.has(field.target.toLowerCase()),
      Required__c: field.required,
      Source_Column__c: field.column,
      Sync_Lane__c: lane.lane,
      Target_Field__c: field.target
    })
  );
}

/** Numbered in the order of the file: that is the order in which routes are tried. */
function routeRecords(lane: Lane): CompiledRecord[] {
  return lane.ownership.routes.map((route, index) => {
    const condition = conditionOf(route);
    if (!condition) throw new Error(`${lane.lane}: routes[${index}] was not checked`);
    return childRecord('Sync_Lane_Route', lane.lane, `route_${String(index + 1).padStart(4, '0')}`, {
      Field__c: route.field ?? null,
      Operator__c: condition.operator,
      Order__c: index + 1,
      Owner__c: route.owner,
      Sync_Lane__c: lane.lane,
      Value__c: condition.value
    });
  });
}

function alertRecords(lane: Lane): CompiledRecord[] {
  return lane.observability.alerts.map((alert) =>
    childRecord('Sync_Lane_Alert', lane.lane, alert.condition, {
      Condition__c: alert.condition,
      Sync_Lane__c: lane.lane,
      Threshold__c: thresholdOf(lane, alert),
      Window_Minutes__c: alert.windowMinutes
    })
  );
}

function childRecord(type: string, lane: string, part: string, values: CompiledRecord['values']): CompiledRecord {
  return { type, developerName: recordName(lane, part), label: `${lane} ${part}`.slice(0, NAME_LENGTH), values };
}

/** A list as custom metadata holds it; nothing when it is empty. */
function list(names: readonly string[]): string | null {
  return names.length === 0 ? null : names.join(',');
}

/** `<lane>_<part>` without double underscores; a name past 40 characters is cut and ends in a digest, so that it stays unique. */
function recordName(lane: string, part: string): string {
  const name = `${lane}_${part}`.replace(/__+/g, '_');
  if (name.length <= NAME_LENGTH) return name;
  const digest = createHash('sha256').update(`${lane}.${part}`).digest('hex').slice(0, 6);
  return `${name.slice(0, NAME_LENGTH - 7).replace(/_$/, '')}_${digest}`;
}

function fileOf({ type, developerName, label, values }: CompiledRecord): CompiledFile {
  const rows = Object.entries(values).map(
    ([field, value]) => `    <values>\n        <field>${field}</field>\n        ${valueElement(value)}\n    </values>\n`
  );
  return {
    path: `${COMPILED_LANES_FOLDER}/${type}.${developerName}.md-meta.xml`,
    content: `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>${escapeXml(label)}</label>
    <protected>false</protected>
${rows.join('')}</CustomMetadata>
`
  };
}

function valueElement(value: Value): string {
  if (value === null) return '<value xsi:nil="true"/>';
  if (typeof value === 'boolean') return `<value xsi:type="xsd:boolean">${value}</value>`;
  if (typeof value === 'number')
    return `<value xsi:type="xsd:double">${Number.isInteger(value) ? value.toFixed(1) : value}</value>`;
  return `<value xsi:type="xsd:string">${escapeXml(value)}</value>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
