/** The org that hostile strings are sent to: who sends them, what must stay untouched, and how a text becomes part of an address. */
import type { LocalOrg } from '../../src/org/index.ts';
import { localOrgForTests } from '../clients/local-org-fixture.ts';
import { Caller } from './callers.ts';
import { Canaries } from './canaries.ts';

/** Longer addresses are refused before anybody reads them (Node answers 431, Salesforce 414). */
export const LONGEST_ADDRESS = 8000;

/** As a careful client encodes it; a half of a surrogate pair has no encoding and goes as it would from a broken one. */
export const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

export interface AttackedOrg {
  readonly org: LocalOrg;
  readonly lane: Caller;
  readonly operator: Caller;
  readonly steward: Caller;
  readonly admin: Caller;
  readonly canaries: Canaries;
}

/** Call at the top of a test file; the org is stopped after its last test. */
export async function attackedOrg(): Promise<AttackedOrg> {
  const org = await localOrgForTests();
  const admin = new Caller(org, 'admin@local.org');
  return {
    org,
    lane: new Caller(org, 'integration@local.org'),
    operator: new Caller(org, 'operator@local.org'),
    steward: new Caller(org, 'steward@local.org'),
    admin,
    canaries: await Canaries.placed(admin)
  };
}
