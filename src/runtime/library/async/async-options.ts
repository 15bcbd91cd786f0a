/** System.AsyncOptions, AsyncInfo and QueueableDuplicateSignature. Source: Apex Reference, classes of the same names. */
import type { PlatformClass, PlatformProperty } from '../../../apex/platform/platform-class.ts';
import { asynchronousRun, type AsynchronousRun } from '../../execution/asynchronous.ts';
import { currentContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';

export class AsyncOptions {
  DuplicateSignature: DuplicateSignature | null = null;
  MaximumQueueableStackDepth: number | null = null;
  MinimumQueueableDelayInMinutes: number | null = null;
}

export class DuplicateSignature {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

class SignatureBuilder {
  readonly parts: (readonly [kind: string, value: string | number | null])[] = [];

  add(kind: string, value: string | number | null): this {
    this.parts.push([kind, value]);
    return this;
  }
}

/**
 * Longest chain in a Developer Edition org, the parent job included, unless AsyncOptions says otherwise (Apex Developer Guide, "Queueable
 * Apex Limits"). The local org is a Developer Edition.
 */
export const DEFAULT_STACK_DEPTH = 5;

function option(name: keyof AsyncOptions): PlatformProperty {
  return {
    get: (self: AsyncOptions) => self[name],
    set: (self: AsyncOptions, value: never) => {
      self[name] = value;
    }
  };
}

function presentRun(): AsynchronousRun {
  const run = asynchronousRun(currentContext());
  const answered = run?.kind === 'queueable' || run?.kind === 'finalizer' ? run : null;
  // What the platform answers outside of a job is not documented.
  return answered ?? raise('AsyncException', 'The local org answers AsyncInfo in queueable jobs and finalizers only.');
}

export const asyncOptionsClasses: readonly PlatformClass[] = [
  {
    name: 'System.AsyncOptions',
    kind: 'class',
    members: {
      'new()': () => new AsyncOptions(),
      'QueueableDuplicateSignature DuplicateSignature': option('DuplicateSignature'),
      'Integer MaximumQueueableStackDepth': option('MaximumQueueableStackDepth'),
      'Integer MinimumQueueableDelayInMinutes': option('MinimumQueueableDelayInMinutes')
    },
    isInstance: (value) => value instanceof AsyncOptions
  },
  {
    name: 'System.AsyncInfo',
    kind: 'class',
    members: {
      'static Integer getCurrentQueueableStackDepth()': () => presentRun().depth,
      'static Integer getMaximumQueueableStackDepth()': () => presentRun().maximumDepth ?? DEFAULT_STACK_DEPTH,
      'static Integer getMinimumQueueableDelayInMinutes()': () => presentRun().delayMinutes,
      'static Boolean hasMaxStackDepth()': () => presentRun().maximumDepth !== null
    }
  },
  {
    name: 'System.QueueableDuplicateSignature',
    kind: 'class',
    members: {},
    isInstance: (value) => value instanceof DuplicateSignature
  },
  {
    name: 'System.QueueableDuplicateSignature.Builder',
    kind: 'class',
    members: {
      'new()': () => new SignatureBuilder(),
      'QueueableDuplicateSignature.Builder addId(Id value)': (self: SignatureBuilder, value: string | null) =>
        self.add('Id', value),
      'QueueableDuplicateSignature.Builder addInteger(Integer value)': (self: SignatureBuilder, value: number | null) =>
        self.add('Integer', value),
      'QueueableDuplicateSignature.Builder addString(String value)': (self: SignatureBuilder, value: string | null) =>
        self.add('String', value),
      'QueueableDuplicateSignature build()': (self: SignatureBuilder) =>
        new DuplicateSignature(JSON.stringify(self.parts))
    },
    isInstance: (value) => value instanceof SignatureBuilder
  }
];
