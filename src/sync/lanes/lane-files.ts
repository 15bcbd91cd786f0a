/** The lane files of a project and their compiled form on disk: write it, or tell where the two differ. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticBag } from '../../base/index.ts';
import { checkLaneSet } from './check-lane-set.ts';
import { compileLane, COMPILED_LANES_FOLDER, type CompiledFile } from './compile-lane.ts';
import { LaneError, pathText, readLaneFile } from './read-lane.ts';
import type { Lane } from './lane.ts';

export const LANES_FOLDER = 'config/lanes';
const COMPILED = /^Sync_Lane(_Field|_Route|_Alert)?\..*\.md-meta\.xml$/;

export interface LaneDrift {
  readonly path: string;
  readonly difference: 'missing' | 'changed' | 'stale';
}

/**
 * The lanes of a project, each checked by itself and against the others.
 * @throws LaneError with the problems of all files
 */
export function loadLanes(projectFolder: string): Lane[] {
  const readings = readdirSync(join(projectFolder, LANES_FOLDER))
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => readLaneFile(join(projectFolder, LANES_FOLDER, file)));
  const problems = readings.flatMap(({ diagnostics }) => diagnostics);
  if (problems.length > 0) throw new LaneError(problems);
  const reading = new Map(readings.map((each) => [each.lane!, each]));
  const lanes = [...reading.keys()];
  const bag = new DiagnosticBag();
  checkLaneSet(lanes, (lane, path, message) =>
    bag.error('LAN5004', reading.get(lane)!.positionOf(path), `${pathText(path)} ${message}`)
  );
  if (bag.hasErrors) throw new LaneError(bag.items);
  return lanes;
}

/** Where the compiled records on disk are not what the lane files say. */
export function findLaneDrift(projectFolder: string): LaneDrift[] {
  const expected = compiledFiles(projectFolder);
  const drift: LaneDrift[] = [];
  for (const { path, content } of expected) {
    const file = join(projectFolder, path);
    if (!existsSync(file)) drift.push({ path, difference: 'missing' });
    else if (readFileSync(file, 'utf8') !== content) drift.push({ path, difference: 'changed' });
  }
  const known = new Set(expected.map(({ path }) => path));
  for (const path of compiledOnDisk(projectFolder)) if (!known.has(path)) drift.push({ path, difference: 'stale' });
  return drift;
}

/** Writes what differs and removes records of lanes that are gone; returns what was done. */
export function writeCompiledLanes(projectFolder: string): LaneDrift[] {
  const drift = findLaneDrift(projectFolder);
  const content = new Map(compiledFiles(projectFolder).map((file) => [file.path, file.content]));
  mkdirSync(join(projectFolder, COMPILED_LANES_FOLDER), { recursive: true });
  for (const { path } of drift) {
    const text = content.get(path);
    if (text === undefined) rmSync(join(projectFolder, path));
    else writeFileSync(join(projectFolder, path), text);
  }
  return drift;
}

function compiledFiles(projectFolder: string): CompiledFile[] {
  return loadLanes(projectFolder).flatMap(compileLane);
}

function compiledOnDisk(projectFolder: string): string[] {
  const folder = join(projectFolder, COMPILED_LANES_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => COMPILED.test(file))
    .map((file) => `${COMPILED_LANES_FOLDER}/${file}`);
}
