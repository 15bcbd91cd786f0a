/** System.Trigger and System.TriggerOperation. Source: Apex Developer Guide, "Trigger Context Variables". */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { SObject } from '../../../database/index.ts';
import { currentContext, type TriggerFrame } from '../../execution/context.ts';
import { ApexList, ApexMap, platformEnumValue } from '../../values/index.ts';

/** The collections of a frame, made once: `Trigger.new` is the same list each time it is asked for. */
interface FrameValues {
  newList: ApexList | null;
  oldList: ApexList | null;
  newMap: ApexMap | null;
  oldMap: ApexMap | null;
}

const valuesOfFrame = new WeakMap<TriggerFrame, FrameValues>();

function innermost(): TriggerFrame | null {
  return currentContext().triggers.at(-1) ?? null;
}

/** Outside a trigger every context variable is null or false. */
function frameValue<T>(read: (frame: TriggerFrame, values: FrameValues) => T): T | null {
  const frame = innermost();
  if (!frame) return null;
  let values = valuesOfFrame.get(frame);
  if (!values) {
    values = { newList: null, oldList: null, newMap: null, oldMap: null };
    valuesOfFrame.set(frame, values);
  }
  return read(frame, values);
}

function list({ object }: TriggerFrame, records: readonly SObject[]): ApexList | null {
  return records.length === 0 ? null : new ApexList(object, [...records]);
}

function map({ object }: TriggerFrame, records: readonly SObject[]): ApexMap | null {
  return records.length === 0
    ? null
    : new ApexMap(
        'Id',
        object,
        records.map((record) => [record.id, record] as const)
      );
}

/** Records that are not saved yet have no ids to key a map by. */
function newMap(frame: TriggerFrame): ApexMap | null {
  return frame.operation === 'BEFORE_INSERT' ? null : map(frame, frame.newRecords);
}

function isOperation(pattern: RegExp): () => boolean {
  return () => pattern.test(innermost()?.operation ?? '');
}

export const triggerClasses: readonly PlatformClass[] = [
  {
    name: 'System.TriggerOperation',
    kind: 'enum',
    values: [
      'BEFORE_INSERT',
      'BEFORE_UPDATE',
      'BEFORE_DELETE',
      'AFTER_INSERT',
      'AFTER_UPDATE',
      'AFTER_DELETE',
      'AFTER_UNDELETE'
    ],
    members: {}
  },
  {
    name: 'System.Trigger',
    kind: 'class',
    members: {
      'static Boolean isExecuting': { get: () => innermost() !== null },
      'static Boolean isBefore': { get: isOperation(/^BEFORE/) },
      'static Boolean isAfter': { get: isOperation(/^AFTER/) },
      'static Boolean isInsert': { get: isOperation(/_INSERT$/) },
      'static Boolean isUpdate': { get: isOperation(/_UPDATE$/) },
      'static Boolean isDelete': { get: isOperation(/_DELETE$/) },
      'static Boolean isUndelete': { get: isOperation(/_UNDELETE$/) },
      'static List<SObject> new': {
        get: () => frameValue((frame, values) => (values.newList ??= list(frame, frame.newRecords)))
      },
      'static List<SObject> old': {
        get: () => frameValue((frame, values) => (values.oldList ??= list(frame, frame.oldRecords)))
      },
      'static Map<Id, SObject> newMap': {
        get: () => frameValue((frame, values) => (values.newMap ??= newMap(frame)))
      },
      'static Map<Id, SObject> oldMap': {
        get: () => frameValue((frame, values) => (values.oldMap ??= map(frame, frame.oldRecords)))
      },
      'static System.TriggerOperation operationType': {
        get: () => frameValue(({ operation }) => platformEnumValue('System.TriggerOperation', operation))
      },
      'static Integer size': {
        get: () => frameValue(({ newRecords, oldRecords }) => Math.max(newRecords.length, oldRecords.length)) ?? 0
      }
    }
  }
];
