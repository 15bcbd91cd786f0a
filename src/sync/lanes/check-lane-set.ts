/** What only all lanes of a project together can show: families, and ids of two sources that would be taken for each other. */
import type { Path } from './check-lane.ts';
import type { Lane } from './lane.ts';

export type ReportInLane = (lane: Lane, path: Path, message: string) => void;

export function checkLaneSet(lanes: readonly Lane[], report: ReportInLane): void {
  const byName = new Map<string, Lane>();
  for (const lane of lanes) {
    if (byName.has(lane.lane)) report(lane, ['lane'], `${lane.lane} is the name of another file's lane too`);
    else byName.set(lane.lane, lane);
  }
  for (const lane of lanes) checkFamily(lane, byName, report);
  checkPrefixes(lanes, report);
}

/** Two generations: the engine saves parents, then children, in one transaction, and knows no third step. */
function checkFamily(lane: Lane, byName: ReadonlyMap<string, Lane>, report: ReportInLane): void {
  if (!lane.parent) return;
  const parent = byName.get(lane.parent.lane);
  const path = ['parent', 'lane'];
  if (!parent) report(lane, path, `there is no lane ${lane.parent.lane}`);
  else if (parent.parent) report(lane, path, `${parent.lane} is a child of ${parent.parent.lane} itself`);
  else if (lane.active && !parent.active) report(lane, path, `${parent.lane} is not active`);
  else if (lane.integrationUserOnly && !haveOneSender(lane, parent))
    // Rows of children come inside those of their parents, whose sender is the one who is asked.
    report(lane, ['integrationUserOnly'], `is true, so ${parent.lane} must say so too, with the same integrationUser`);
}

function haveOneSender(lane: Lane, parent: Lane): boolean {
  return parent.integrationUserOnly && parent.integrationUser?.toLowerCase() === lane.integrationUser?.toLowerCase();
}

/** The client puts the prefix before the ids, so two sources with one prefix on one field can bring one id for two different records. */
function checkPrefixes(lanes: readonly Lane[], report: ReportInLane): void {
  const holders = new Map<string, Lane>();
  for (const lane of lanes) {
    const { externalIdPrefix, system } = lane.source;
    const key = `${lane.object}.${lane.identity.externalIdField} ${externalIdPrefix}`.toLowerCase();
    const other = holders.get(key);
    if (other && other.source.system !== system) {
      const prefix = externalIdPrefix === '' ? 'no prefix' : `the prefix ${externalIdPrefix}`;
      report(
        lane,
        ['source', 'externalIdPrefix'],
        `has ${prefix}, like ${other.lane}: an id of ${system} could be taken for one of ${other.source.system}`
      );
    } else if (!other) holders.set(key, lane);
  }
}
