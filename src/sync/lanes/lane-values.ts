/** The kinds of values that lane files hold, and the words that a contract may use. */
import { z } from 'zod';

/** Developer name of custom metadata: at most 40 characters, no double underscore (salesforce-facts 2). */
export const developerName = z
  .string()
  .max(40)
  .regex(/^[a-z](?!.*__)[a-z0-9_]*[a-z0-9]$/, 'is lower-case letters, digits and single underscores, a letter first');

export const apiName = z
  .string()
  .max(80)
  .regex(/^[A-Za-z]\w*$/, 'is the API name of an object or field');

export const column = z.string().min(1).max(80);
export const shortText = z.string().min(1).max(80);

/** Usernames have the form of an e-mail address, developer names of queues cannot: one text tells which of the two it is. */
export const owner = z
  .string()
  .max(80)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$|^[A-Za-z](?!\w*__)\w*$/, 'is a username or the developer name of a queue');

export const isUsername = (name: string): boolean => name.includes('@');

export const BLOCK_CONDITIONS = [
  'external_id_missing',
  'duplicate_conflict_detected',
  'protected_field_conflict'
] as const;
export const REPLAY_REQUIREMENTS = ['operator_name', 'replay_reason', 'expected_side_effect_review'] as const;
export const REPLAY_CHECKS = ['target_record_id', 'last_write_result', 'owner_state'] as const;
export const LOG_DIMENSIONS = ['integration_user', 'external_id', 'record_type', 'operation_type'] as const;
export const ALERT_CONDITIONS = [
  'duplicate_conflict_detected',
  'fallback_owner_spike',
  'replay_blocked',
  'protected_field_overwrite_attempt',
  'run_unbalanced',
  'retries_exhausted'
] as const;

/** The second identity key that each object can be looked up by: the package keeps a normalised, indexed copy of these fields only. */
export const MATCH_FIELDS: Readonly<Record<string, string>> = {
  Contact: 'Email',
  Lead: 'Email',
  Account: 'Business_Key__c'
};

/** Source: Salesforce Help, "Create Queues": cases, leads, orders, service contracts and custom objects; an owner of others is a user. */
export const canBeOwnedByQueue = (object: string): boolean =>
  ['case', 'lead', 'order', 'servicecontract'].includes(object.toLowerCase()) || /__c$/i.test(object);
