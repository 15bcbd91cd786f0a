/** How a command reaches an org: as long as Salesforce gives a call, and again after what may pass by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgAccess, RetryOptions } from '../sync/index.ts';

/** Salesforce ends a call after 10 minutes (salesforce-facts 1.8). */
const TIMEOUT_MS = 600_000;
const BASE_DELAY_MS = 500;
const MAXIMUM_DELAY_MS = 30_000;

export function orgAccess({ instanceUrl, token }: { instanceUrl: string; token: string }): OrgAccess {
  return {
    instanceUrl: instanceUrl.replace(/\/$/, ''),
    token: () => token,
    renewToken: null,
    fetch,
    timeoutMs: TIMEOUT_MS
  };
}

/** @param limit retries after the first try */
export function patientRetry(limit: number): RetryOptions {
  return {
    limit,
    baseDelayMs: BASE_DELAY_MS,
    maximumDelayMs: MAXIMUM_DELAY_MS,
    wait: async (milliseconds) => void (await sleep(milliseconds)),
    random: Math.random,
    onRetry: () => undefined
  };
}
