/**
 * Platform event definitions. Sources: Metadata API Developer Guide, "CustomObject", eventType and publishBehavior; Platform Events Developer
 * Guide, "Platform Event Fields".
 */
import type { PublishBehavior, SObjectDescribe } from '../schema/describe.ts';
import { dateTime, expandField, lookup, readOnly, required, text } from '../standard-objects/builder.ts';
import type { PackageParts } from './package-parts.ts';
import { checkDescription } from './read-fields.ts';
import type { SourceComponent } from './source-files.ts';
import { childOf, positionOf, textOf } from './xml.ts';

const REQUIRED = ['label', 'pluralLabel', 'deploymentStatus', 'eventType', 'publishBehavior'];
const BEHAVIORS: ReadonlySet<string> = new Set<PublishBehavior>(['PublishAfterCommit', 'PublishImmediately']);

/** Fields that every event message carries; the org fills them. */
const MESSAGE_FIELDS = [
  text('ReplayId', 'Replay ID', 255, readOnly),
  text('EventUuid', 'Event UUID', 36, readOnly),
  dateTime('CreatedDate', 'Created Date', { ...readOnly, ...required }),
  lookup('CreatedById', 'Created By ID', ['User'], 'CreatedBy', { ...readOnly, ...required })
].map(expandField);

export function readPlatformEvent(
  { fullName, xml }: SourceComponent,
  keyPrefix: string,
  parts: PackageParts
): SObjectDescribe {
  const { diagnostics } = parts;
  for (const name of REQUIRED) {
    if (!childOf(xml, name))
      diagnostics.error('MET3007', xml.position, `${fullName} lacks the required element ${name}`);
  }
  checkDescription(xml, fullName, diagnostics);
  const eventType = textOf(xml, 'eventType');
  // Standard-volume events can no longer be defined (Platform Events Developer Guide, "High-Volume Platform Events").
  if (eventType !== undefined && eventType !== 'HighVolume')
    diagnostics.error('MET3036', positionOf(xml, 'eventType'), `${fullName}: a new platform event is HighVolume`);
  const behavior = textOf(xml, 'publishBehavior');
  if (behavior !== undefined && !BEHAVIORS.has(behavior))
    diagnostics.error(
      'MET3036',
      positionOf(xml, 'publishBehavior'),
      `${fullName}: publishBehavior is PublishAfterCommit or PublishImmediately`
    );
  for (const name of ['nameField', 'sharingModel']) {
    if (childOf(xml, name))
      diagnostics.error('MET3036', positionOf(xml, name), `${fullName}: a platform event has no ${name}`);
  }
  const label = textOf(xml, 'label') ?? fullName;
  return {
    name: fullName,
    label,
    labelPlural: textOf(xml, 'pluralLabel') ?? label,
    keyPrefix,
    kind: 'platformEvent',
    publishBehavior: behavior === 'PublishImmediately' ? behavior : 'PublishAfterCommit',
    fields: new Map(MESSAGE_FIELDS.map((field) => [field.name.toLowerCase(), field])),
    childRelationships: new Map()
  };
}
