/** The scenarios in the order in which "all" runs them. */
import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { leads } from './leads.ts';
import { retries } from './retries.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [leads, accounts, retries, alerts];

export { runScenarios } from './run-scenarios.ts';
