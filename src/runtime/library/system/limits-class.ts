/** System.Limits. Source: Apex Reference, "Limits Class". Heap is not measured by the engine and is not declared. */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { enqueuedJobs } from '../../execution/asynchronous.ts';
import { currentContext } from '../../execution/context.ts';
import { immediatePublishes } from '../../execution/event-delivery.ts';
import { limitsOf, usedCpuTime, usedLimits, type LimitCounts } from '../../execution/limits.ts';

function counted(name: string, count: keyof LimitCounts): PlatformMembers {
  return {
    [`static Integer get${name}()`]: () => usedLimits(currentContext())[count],
    [`static Integer getLimit${name}()`]: () => limitsOf(currentContext())[count]
  };
}

export const limitsClass: PlatformClass = {
  name: 'System.Limits',
  kind: 'class',
  members: {
    ...counted('Queries', 'queries'),
    ...counted('QueryRows', 'queryRows'),
    ...counted('DmlStatements', 'dmlStatements'),
    ...counted('DmlRows', 'dmlRows'),
    // Elapsed time with the waits for the database in it: an upper bound of what the platform would call CPU time.
    'static Integer getCpuTime()': () => usedCpuTime(currentContext()),
    'static Integer getLimitCpuTime()': () => limitsOf(currentContext()).cpuTime,
    'static Integer getLimitHeapSize()': () => limitsOf(currentContext()).heapSize,
    'static Integer getPublishImmediateDml()': () => immediatePublishes(currentContext()),
    'static Integer getLimitPublishImmediateDml()': () => limitsOf(currentContext()).publishImmediateDml,
    'static Integer getQueueableJobs()': () => enqueuedJobs(currentContext()).used,
    'static Integer getLimitQueueableJobs()': () => limitsOf(currentContext()).queueableJobs
  }
};
