/** The Apex runtime: the standard library, loading of compiled programs, and the doors into them. */
export { apexActions, callAction, type ActionInput, type ActionParameter } from './execution/call-action.ts';
export { noClassAccess } from './execution/class-access.ts';
export { callAura } from './execution/call-aura.ts';
export { callRest, type HttpAnswer, type RestInvocation } from './execution/call-rest.ts';
export { createApexHost, type ApexHostOptions } from './execution/apex-host.ts';
export { takeEnqueuedNotice } from './execution/asynchronous.ts';
export { takePublishedNotice } from './execution/event-delivery.ts';
export { deliverEvents, type TopicDelivery } from './execution/run-event-triggers.ts';
export { runAnonymous, type AnonymousRun } from './execution/run-anonymous.ts';
export { runBatchStep } from './execution/run-batch.ts';
export { runQueueable, type KeepFinalizer } from './execution/run-queueable.ts';
export { runScheduled } from './execution/run-scheduled.ts';
export { runTestMethod, type TestMethodRun } from './execution/run-test-method.ts';
export { runTransaction, type ApexHost, type Outcome, type TransactionOptions } from './execution/run-transaction.ts';
export { createTriggerRunner } from './execution/trigger-runner.ts';
export { platformClasses } from './library/index.ts';
export { loadProgram, type LoadedProgram } from './loader/index.ts';
export { ApexException } from './values/index.ts';
