/** What the schema cannot say: how the parts of a lane fit together. */
import { basename } from 'node:path';
import { alertOwnerOf, mapsField, matchFieldOf, thresholdOf } from './contract-defaults.ts';
import { checkOwnership } from './check-ownership.ts';
import { BLOCK_CONDITIONS, MATCH_FIELDS } from './lane-values.ts';
import type { Lane } from './lane.ts';

/** Where in the file a value stands, as its keys from the outside in. */
export type Path = readonly (string | number)[];
export type Report = (path: Path, message: string) => void;

/** Text(255) of the custom metadata field that holds a list, with commas between its parts. */
const LIST_LENGTH = 255;

export function checkLane(lane: Lane, file: string, report: Report): void {
  const fileLane = basename(file).replace(/\.ya?ml$/, '');
  if (lane.lane !== fileLane) report(['lane'], `is ${lane.lane}, but the file is named ${fileLane}`);
  checkSender(lane, report);
  checkColumns(lane, report);
  checkIdentity(lane, report);
  checkOwnership(lane, report);
  checkWrites(lane, report);
  checkObservability(lane, report);
  checkParent(lane, report);
  reportRepeated(lane.replay.requires, ['replay', 'requires'], report);
  reportRepeated(lane.replay.verifies, ['replay', 'verifies'], report);
}

/** A name that stands in a list a second time, without regard to case. */
export function reportRepeated(names: readonly string[], path: Path, report: Report): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (seen.has(name.toLowerCase())) report([...path, index], `${name} is given twice`);
    seen.add(name.toLowerCase());
  });
}

function checkSender(lane: Lane, report: Report): void {
  // Usernames have the form of an e-mail address, in every org.
  if (lane.integrationUserOnly && !lane.integrationUser?.includes('@'))
    report(
      ['integrationUserOnly'],
      'is true, so integrationUser must be the username of that user, such as sync@example.com'
    );
}

function checkColumns(lane: Lane, report: Report): void {
  const targets = new Map<string, number>();
  const columns = new Map<string, string>([[lane.source.externalIdColumn, 'the external id']]);
  if (lane.source.versionColumn !== undefined) {
    if (columns.has(lane.source.versionColumn))
      report(['source', 'versionColumn'], 'is already the external id column');
    columns.set(lane.source.versionColumn, 'the source version');
  }
  lane.fields.forEach((field, index) => {
    const target = field.field.toLowerCase();
    const first = targets.get(target);
    if (first !== undefined)
      report(['fields', index, 'field'], `writes ${field.field}, which fields[${first}] writes already`);
    targets.set(target, index);
    if (target === lane.identity.externalIdField.toLowerCase()) {
      report(
        ['fields', index, 'field'],
        `is the external id field, which is filled from the column ${lane.source.externalIdColumn}`
      );
    }
    const use = columns.get(field.column);
    if (use !== undefined) report(['fields', index, 'column'], `${field.column} is already used for ${use}`);
    columns.set(field.column, field.field);
  });
  lane.ignoredColumns.forEach((ignored, index) => {
    const use = columns.get(ignored);
    if (use !== undefined) report(['ignoredColumns', index], `${ignored} is used for ${use}`);
  });
}

function checkIdentity(lane: Lane, report: Report): void {
  const { policy, crossObjects } = lane.identity;
  const matchField = matchFieldOf(lane);
  if (matchField === null) {
    // B and C weigh two keys against each other; with one key they would be A under another name.
    if (policy !== 'A' && lane.identity.matchField !== undefined)
      report(['identity', 'policy'], `${policy} needs a second identity key, but matchField is none`);
  } else {
    const possible = MATCH_FIELDS[lane.object];
    if (possible?.toLowerCase() !== matchField.toLowerCase()) {
      const known = possible === undefined ? `has no second identity key` : `is matched by ${possible}`;
      report(['identity', 'matchField'], `is ${matchField}, but ${lane.object} ${known}`);
    } else if (!mapsField(lane, matchField)) {
      report(['identity', 'matchField'], `is ${matchField}, which no column is mapped to`);
    }
  }
  reportRepeated(crossObjects, ['identity', 'crossObjects'], report);
  crossObjects.forEach((object, index) => {
    if (object.toLowerCase() === lane.object.toLowerCase())
      report(['identity', 'crossObjects', index], `is ${object}, the object of the lane itself`);
  });
  if (crossObjects.join(',').length > LIST_LENGTH)
    report(['identity', 'crossObjects'], `is longer than ${LIST_LENGTH} characters in all`);
  if (crossObjects.length > 0 && matchField === null)
    report(['identity', 'crossObjects'], 'needs a matchField: other objects do not hold the external id');
}

function checkWrites(lane: Lane, report: Report): void {
  reportRepeated(lane.writes.protectedFields, ['writes', 'protectedFields'], report);
  const { blockIf, protectedFieldMode } = lane.writes;
  if (!blockIf) return;
  const path = ['writes', 'blockIf'];
  reportRepeated(blockIf, path, report);
  // The decision table never writes such a row, so a contract that leaves them out would say something untrue.
  for (const condition of BLOCK_CONDITIONS.slice(0, 2))
    if (!blockIf.includes(condition)) report(path, `must list ${condition}, which always blocks`);
  const blocks = blockIf.includes('protected_field_conflict');
  if (blocks !== (protectedFieldMode === 'block')) {
    const said = blocks ? 'lists' : 'does not list';
    report(path, `${said} protected_field_conflict, but protectedFieldMode is ${protectedFieldMode}`);
  }
}

function checkObservability(lane: Lane, report: Report): void {
  const { alertOwner, alerts, logDimensions } = lane.observability;
  if (alertOwnerOf(lane) === null) report(['observability', 'alertOwner'], 'is missing');
  if (alertOwner !== undefined && lane.alerts !== undefined)
    report(['alerts', 'owner'], 'is the older spelling of observability.alertOwner, which is given too');
  reportRepeated(logDimensions, ['observability', 'logDimensions'], report);
  const conditions = new Set<string>();
  alerts.forEach((alert, index) => {
    const path = ['observability', 'alerts', index];
    if (conditions.has(alert.condition)) report([...path, 'condition'], `${alert.condition} is given twice`);
    conditions.add(alert.condition);
    const threshold = thresholdOf(lane, alert);
    if (threshold === null) {
      report([...path, 'threshold'], 'is missing, and ownership.fallbackAlertPercent does not give it');
    } else if (alert.condition !== 'fallback_owner_spike') {
      if (!Number.isInteger(threshold) || threshold < 1)
        report([...path, 'threshold'], 'must be a whole number of times from 1');
    } else {
      checkSpike(lane, threshold, [...path, 'threshold'], report);
    }
  });
}

function checkSpike(lane: Lane, threshold: number, path: Path, report: Report): void {
  const { fallbackOwner, fallbackAlertPercent } = lane.ownership;
  if (threshold > 100) report(path, 'is a percentage, at most 100');
  if (fallbackOwner === undefined) report(path, 'has nothing to count: ownership.fallbackOwner is not given');
  if (fallbackAlertPercent !== undefined && fallbackAlertPercent !== threshold)
    report(path, `is ${threshold}, but ownership.fallbackAlertPercent is ${fallbackAlertPercent}`);
}

function checkParent(lane: Lane, report: Report): void {
  if (!lane.parent) return;
  const field = lane.parent.field.toLowerCase();
  if (lane.parent.lane === lane.lane) report(['parent', 'lane'], 'is the lane itself');
  if (mapsField(lane, field))
    report(['parent', 'field'], `${lane.parent.field} comes from the parent, so no column can be mapped to it`);
  if (lane.writes.protectedFields.some((name) => name.toLowerCase() === field))
    report(['parent', 'field'], `${lane.parent.field} is protected, so no child could be put under its parent`);
}
