/** A lane as the custom metadata records that Apex reads: one `Sync_Lane__mdt` and one `Sync_Lane_Field__mdt` per field. */
import { createHash } from 'node:crypto';
import type { Lane } from './lane.ts';

export interface CompiledFile {
  /** Path from the project folder. */
  readonly path: string;
  readonly content: string;
}

/** Where compiled lanes are kept. Every record of the two types in this folder comes from a lane file. */
export const COMPILED_LANES_FOLDER = 'force-app/main/foundation/customMetadata';
const NAME_LENGTH = 40;

type Value = string | number | boolean | null;

/**
 * The files of a lane, sorted by path. The same lane always gives the same text, so that a difference is a change.
 * @example for (const { path, content } of compileLane(lane)) writeFileSync(path, content);
 */
export function compileLane(lane: Lane): CompiledFile[] {
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
  return [
    record('Sync_Lane', lane.lane, lane.lane, {
      Active__c: lane.active,
      Alert_Owner__c: lane.alerts.owner,
      Duplicate_Allow_Save__c: lane.duplicates.allowSave,
      External_Id_Field__c: lane.identity.externalIdField,
      Maximum_Row_Bytes__c: lane.writes.maximumRowBytes,
      Object__c: lane.object,
      Policy__c: lane.identity.policy,
      Protected_Field_Mode__c: lane.writes.protectedFieldMode,
      Retry_Limit__c: lane.retry.limit,
      Source_System__c: lane.source.system,
      Unknown_Field_Mode__c: lane.writes.unknownFieldMode,
      Version_Type__c: lane.source.versionType
    }),
    ...fields.map((field) =>
      record('Sync_Lane_Field', fieldRecordName(lane.lane, field.target), `${lane.lane} ${field.target}`, {
        Data_Type__c: field.type,
        Maximum_Length__c: field.maximumLength,
        Protected__c: isProtected.has(field.target.toLowerCase()),
        Required__c: field.required,
        Source_Column__c: field.column,
        Sync_Lane__c: lane.lane,
        Target_Field__c: field.target
      })
    )
  ].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** `<lane>_<Field>` without double underscores; a name past 40 characters is cut and ends in a digest, so that it stays unique. */
function fieldRecordName(lane: string, field: string): string {
  const name = `${lane}_${field}`.replace(/__+/g, '_');
  if (name.length <= NAME_LENGTH) return name;
  const digest = createHash('sha256').update(`${lane}.${field}`).digest('hex').slice(0, 6);
  return `${name.slice(0, NAME_LENGTH - 7).replace(/_$/, '')}_${digest}`;
}

function record(type: string, name: string, label: string, values: Readonly<Record<string, Value>>): CompiledFile {
  const rows = Object.entries(values).map(
    ([field, value]) => `    <values>\n        <field>${field}</field>\n        ${valueElement(value)}\n    </values>\n`
  );
  return {
    path: `${COMPILED_LANES_FOLDER}/${type}.${name}.md-meta.xml`,
    content: `<?xml version="1.0" encoding="UTF-8"?>
<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <label>${escapeXml(label.slice(0, NAME_LENGTH))}</label>
    <protected>false</protected>
${rows.join('')}</CustomMetadata>
`
  };
}

function valueElement(value: Value): string {
  if (value === null) return '<value xsi:nil="true"/>';
  if (typeof value === 'boolean') return `<value xsi:type="xsd:boolean">${value}</value>`;
  if (typeof value === 'number') return `<value xsi:type="xsd:double">${value.toFixed(1)}</value>`;
  return `<value xsi:type="xsd:string">${escapeXml(value)}</value>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
