/** The package as a contest needs it: lanes whose retries are many and come soon, and an org's own trigger that refuses some children. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { newDataFolder } from '../../src/database/fixtures/data-folder.ts';
import type { LocalOrg } from '../../src/org/index.ts';
import { startLocalOrg } from '../../src/org/index.ts';
import { compileLane, loadLanes } from '../../src/sync/index.ts';

export const PROJECT = resolve(import.meta.dirname, '../..');
export const WRITERS = 16;
/** The last name of a contact that no family is saved with. */
export const REFUSED_NAME = 'Refused';

const REFUSING_TRIGGER = `trigger OrgOwnTrigger on Contact(before insert, before update) {
    for (Contact person : Trigger.new) {
        if (person.LastName == '${REFUSED_NAME}') {
            person.LastName.addError('FIELD_CUSTOM_VALIDATION_EXCEPTION: The org takes no such person.');
        }
    }
}
`;

/** A copy of the project; the caller removes it. */
export function eagerProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsert-guard-races-project-'));
  for (const part of ['sfdx-project.json', 'force-app'])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  for (const lane of loadLanes(PROJECT)) {
    for (const { path, content } of compileLane({ ...lane, retry: { limit: 9, delaySeconds: 1 } }))
      writeFileSync(join(folder, path), content);
  }
  const triggers = join(folder, 'force-app/main/matching/triggers');
  writeFileSync(join(triggers, 'OrgOwnTrigger.trigger'), REFUSING_TRIGGER);
  cpSync(join(triggers, 'ContactGuardTrigger.trigger-meta.xml'), join(triggers, 'OrgOwnTrigger.trigger-meta.xml'));
  return folder;
}

/** An org with a worker for every writer and two for its jobs. */
export async function raceIn<T>(projectFolder: string, action: (org: LocalOrg) => Promise<T>): Promise<T> {
  const dataFolder = newDataFolder('upsert-guard-races-');
  const org = await startLocalOrg({ projectFolder, dataFolder, warmWorkers: WRITERS, maximumWorkers: WRITERS + 2 });
  try {
    return await action(org);
  } finally {
    await org.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** From RACE_SEED, else any. */
export function seedOfRun(): number {
  return Number(process.env['RACE_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
}
