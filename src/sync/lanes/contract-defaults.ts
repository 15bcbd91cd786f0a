/** What a contract means where it leaves something out and the answer follows from its other parts. Apex receives the answer, not the rule. */
import type { Lane } from './lane.ts';
import { BLOCK_CONDITIONS, MATCH_FIELDS } from './lane-values.ts';

const NO_MATCH_FIELD = 'none';

/** The second identity key, or null when the external id is the only one. */
export function matchFieldOf(lane: Lane): string | null {
  const { matchField } = lane.identity;
  if (matchField !== undefined) return matchField === NO_MATCH_FIELD ? null : matchField;
  const usual = MATCH_FIELDS[lane.object];
  return usual !== undefined && mapsField(lane, usual) ? usual : null;
}

export function mapsField(lane: Lane, name: string): boolean {
  return lane.fields.some(({ field }) => field.toLowerCase() === name.toLowerCase());
}

export function alertOwnerOf(lane: Lane): string | null {
  return lane.observability.alertOwner ?? lane.alerts?.owner ?? null;
}

export function blockConditionsOf(lane: Lane): readonly string[] {
  if (lane.writes.blockIf) return lane.writes.blockIf;
  return BLOCK_CONDITIONS.filter(
    (condition) => condition !== 'protected_field_conflict' || lane.writes.protectedFieldMode === 'block'
  );
}

/** Null when an alert has no number: checkLane has refused such a lane. */
export function thresholdOf(lane: Lane, alert: Lane['observability']['alerts'][number]): number | null {
  if (alert.threshold !== undefined) return alert.threshold;
  return alert.condition === 'fallback_owner_spike' ? (lane.ownership.fallbackAlertPercent ?? null) : 1;
}
