/** The interfaces of queueable Apex. Source: Apex Reference, "Queueable", "QueueableContext", "Finalizer" and "FinalizerContext Interface". */
import type { ClassInfo } from '../../../apex/linkage.ts';
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { classInfoOf, platformEnumValue, type ApexException } from '../../values/index.ts';
import { callUserMethod } from '../language/user-methods.ts';
import { asyncOptionsClasses } from './async-options.ts';

export class JobContext {
  readonly jobId: string;

  constructor(jobId: string) {
    this.jobId = jobId;
  }
}

export class JobFinalizerContext {
  readonly jobId: string;
  readonly requestId: string;
  readonly exception: ApexException | null;

  constructor(jobId: string, requestId: string, exception: ApexException | null) {
    this.jobId = jobId;
    this.requestId = requestId;
    this.exception = exception;
  }
}

/** Calls `execute` by the type of its parameter: one class may be a Queueable, a Finalizer and a Schedulable. */
export function callExecute(
  object: unknown,
  contextType: 'QueueableContext' | 'FinalizerContext' | 'SchedulableContext',
  value: unknown
): void {
  const info = classInfoOf(object as object);
  const key = info ? executeKey(object as object, contextType) : null;
  if (key === null) throw new Error(`The class ${info?.name ?? ''} has no execute(${contextType}).`);
  (object as Record<string, (value: unknown) => unknown>)[key]?.(value);
}

function executeKey(object: object, contextType: string): string | null {
  const ending = new RegExp(`^(system\\.)?${contextType}$`, 'i');
  for (let holder: unknown = object.constructor; holder; holder = Object.getPrototypeOf(holder)) {
    const { $info } = holder as { $info?: ClassInfo };
    const method = $info?.methods.find(
      ({ name, parameters }) =>
        name.toLowerCase() === 'execute' && parameters.length === 1 && ending.test(parameters[0]?.type ?? '')
    );
    if (method) return method.key;
  }
  return null;
}

export const queueableClasses: readonly PlatformClass[] = [
  {
    name: 'System.Queueable',
    kind: 'interface',
    members: {
      'void execute(QueueableContext context)': (self: unknown, context: unknown) => {
        callExecute(self, 'QueueableContext', context);
      }
    }
  },
  {
    name: 'System.QueueableContext',
    kind: 'interface',
    members: {
      'Id getJobId()': (self: unknown) => (self instanceof JobContext ? self.jobId : callUserMethod(self, 'getJobId'))
    },
    isInstance: (value) => value instanceof JobContext
  },
  {
    name: 'System.Finalizer',
    kind: 'interface',
    members: {
      'void execute(FinalizerContext context)': (self: unknown, context: unknown) => {
        callExecute(self, 'FinalizerContext', context);
      }
    }
  },
  {
    name: 'System.FinalizerContext',
    kind: 'interface',
    members: {
      'Id getAsyncApexJobId()': (self: unknown) =>
        self instanceof JobFinalizerContext ? self.jobId : callUserMethod(self, 'getAsyncApexJobId'),
      'String getRequestId()': (self: unknown) =>
        self instanceof JobFinalizerContext ? self.requestId : callUserMethod(self, 'getRequestId'),
      'ParentJobResult getResult()': (self: unknown) =>
        self instanceof JobFinalizerContext
          ? platformEnumValue('System.ParentJobResult', self.exception ? 'UNHANDLED_EXCEPTION' : 'SUCCESS')
          : callUserMethod(self, 'getResult'),
      'Exception getException()': (self: unknown) =>
        self instanceof JobFinalizerContext ? self.exception : callUserMethod(self, 'getException')
    },
    isInstance: (value) => value instanceof JobFinalizerContext
  },
  { name: 'System.ParentJobResult', kind: 'enum', values: ['SUCCESS', 'UNHANDLED_EXCEPTION'], members: {} },
  ...asyncOptionsClasses
];
