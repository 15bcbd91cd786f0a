export {
  compileLane,
  COMPILED_FIELDS,
  COMPILED_LANES_FOLDER,
  recordsOfLane,
  type CompiledFile,
  type CompiledRecord,
  type Value as CompiledValue
} from './compile-lane.ts';
export { findLaneDrift, LANES_FOLDER, loadLanes, writeCompiledLanes, type LaneDrift } from './lane-files.ts';
export type { Lane, LaneField, LaneFieldType, LaneRoute } from './lane.ts';
export { contractKeys, contractPage, type ContractKey } from './contract-table.ts';
export { findOrgDrift, type OrgDrift, type QueriedRow, type RunQuery } from './org-drift.ts';
export { LaneError, loadLane, readLane, type LaneReading } from './read-lane.ts';
