/** The scenarios in the order in which "all" runs them. */
import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { families } from './families.ts';
import { leads } from './leads.ts';
import { merges } from './merges.ts';
import { reconciliation } from './reconciliation.ts';
import { retries } from './retries.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [leads, accounts, families, retries, merges, reconciliation, alerts];

export { runScenarios } from './run-scenarios.ts';
