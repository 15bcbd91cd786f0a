/** The users of a new org: one for each role, one for each lane, and one who has just deployed and was assigned nothing. */
import { PROFILES } from '../access/profiles.ts';
import type { ProfileBaseline } from '../access/profiles.ts';

export interface OrgPerson {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly profile: ProfileBaseline;
  /** Deployed permission sets that the user is assigned, by words of their name; `*`: all but that of `CLIENT`; null: none. */
  readonly permissionSets: string | null;
}

/** The set for a program that does the package's work from outside: it holds its user to a rule that people must not be held to. */
const CLIENT = 'client_without_apex';

export const ADMIN_USERNAME = 'admin@local.org';
export const INTEGRATION_USERNAME = 'integration@local.org';
/** The entity that runs triggers on platform events (Platform Events Developer Guide, "Subscribe to Platform Events with Apex Triggers"). */
export const AUTOMATED_PROCESS_USERNAME = 'autoproc@local.org';
/**
 * Apex tests run as the user who deploys, and a deploy assigns no permission set: whoever deploys a package into a new org sees none of its
 * fields (sfdx "project deploy start --test-level RunLocalTests"). Tests that pass as this user pass there.
 */
export const DEPLOYER_USERNAME = 'deployer@local.org';

const { administrator, standardUser, integration } = PROFILES;

function lane(username: string, lastName: string): OrgPerson {
  return { username, firstName: 'Integration', lastName, profile: integration, permissionSets: 'integration' };
}

function role(username: string, firstName: string, lastName: string, permissionSets: string): OrgPerson {
  return { username, firstName, lastName, profile: standardUser, permissionSets };
}

export const people: readonly OrgPerson[] = [
  { username: ADMIN_USERNAME, firstName: 'Ada', lastName: 'Admin', profile: administrator, permissionSets: '*' },
  lane(INTEGRATION_USERNAME, 'User'),
  lane('leads.integration@local.org', 'Leads'),
  lane('billing.integration@local.org', 'Billing'),
  lane('orders.integration@local.org', 'Orders'),
  { ...lane('client.integration@local.org', 'Client'), permissionSets: CLIENT },
  role('steward@local.org', 'Stella', 'Steward', 'steward'),
  role('lead@local.org', 'Lena', 'Lead', 'lead'),
  role('operator@local.org', 'Otto', 'Operator', 'operator'),
  { username: DEPLOYER_USERNAME, firstName: 'Dana', lastName: 'Deployer', profile: administrator, permissionSets: null }
];

/** Of all deployed permission sets those that the user is assigned; `Upsert_Guard_Lead` has the words `lead` and `guard_lead`, but not `ad`. */
export function setsOf({ permissionSets }: OrgPerson, names: readonly string[]): readonly string[] {
  if (permissionSets === null) return [];
  const has = (name: string, words: string): boolean => `_${name.toLowerCase()}_`.includes(`_${words}_`);
  return names.filter((name) => (permissionSets === '*' ? !has(name, CLIENT) : has(name, permissionSets)));
}
