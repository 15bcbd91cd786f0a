/** Classes of the standard library that stand for features of the platform (database, schema, tests, REST …), by folder. */
import type { PlatformClass } from '../../apex/platform/platform-class.ts';
import { accessLevelClass } from './database/access-level.ts';
import { aggregateResultClass } from './database/aggregate-result.ts';
import { batchClasses } from './async/batch.ts';
import { queueableClasses } from './async/queueable.ts';
import { schedulableClasses } from './async/schedule.ts';
import { databaseClass, savepointClass } from './database/database.ts';
import { dmlOptionsClasses } from './database/dml-options.ts';
import { mergeResultClass } from './database/merge.ts';
import { queryLocatorClasses } from './database/query-locator.ts';
import { resultClasses } from './database/results.ts';
import { statusCodeClass } from './database/status-code.ts';
import { datacloudClasses } from './datacloud/duplicate-result.ts';
import { findDuplicatesClasses } from './datacloud/find-duplicates.ts';
import { eventClasses } from './events/event-bus.ts';
import { messagingClasses } from './messaging/custom-notification.ts';
import { restClasses } from './rest/rest-context.ts';
import { describeFieldClasses } from './schema/describe-field.ts';
import { describeObjectClasses } from './schema/describe-object.ts';
import { displayTypeClass } from './schema/display-type.ts';
import { securityClasses } from './security/strip-inaccessible.ts';
import { customMetadataClass } from './sobject/custom-metadata.ts';
import { sobjectClass } from './sobject/sobject.ts';
import { limitsClass } from './system/limits-class.ts';
import { userClasses } from './system/user-info.ts';
import { testClass } from './test/test-class.ts';
import { triggerClasses } from './trigger/trigger-context.ts';

export const platformFeatureClasses: readonly PlatformClass[] = [
  statusCodeClass,
  accessLevelClass,
  databaseClass,
  savepointClass,
  ...dmlOptionsClasses,
  ...resultClasses,
  mergeResultClass,
  aggregateResultClass,
  ...datacloudClasses,
  ...findDuplicatesClasses,
  sobjectClass,
  customMetadataClass,
  displayTypeClass,
  ...describeObjectClasses,
  ...describeFieldClasses,
  ...triggerClasses,
  testClass,
  ...queueableClasses,
  ...eventClasses,
  ...batchClasses,
  ...schedulableClasses,
  ...queryLocatorClasses,
  ...messagingClasses,
  ...restClasses,
  ...securityClasses,
  limitsClass,
  ...userClasses
];
