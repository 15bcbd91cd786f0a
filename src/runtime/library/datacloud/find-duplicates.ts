/**
 * Datacloud.FindDuplicates and FindDuplicatesByIds (Apex Reference; salesforce-facts 3.2): at most 50 records of one type, one result for
 * each, in their order.
 */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { DatabaseError, SObject, type DuplicateResult } from '../../../database/index.ts';
import { currentContext } from '../../execution/context.ts';
import { ApexList, raise } from '../../values/index.ts';
import { errorList } from '../database/results.ts';
import { recordOfId } from '../sobject/new-record.ts';

const RESULT = 'Datacloud.FindDuplicatesResult';
const LARGEST_BATCH = 50;

class FindDuplicatesResult {
  readonly typeName = RESULT;
  readonly duplicateResults: readonly DuplicateResult[];

  constructor(duplicateResults: readonly DuplicateResult[]) {
    this.duplicateResults = duplicateResults;
  }
}

/** The texts of a wrong type and of an empty id are the local org's own; the other two are the platform's (salesforce-facts 3.2). */
function answer(records: readonly SObject[], ask: () => readonly (readonly DuplicateResult[])[]): ApexList {
  if (records.length > LARGEST_BATCH)
    raise(
      'HandledException',
      'Configuration error: The number of records to check is greater than the permitted batch size.'
    );
  if (new Set(records.map((record) => record.describe)).size > 1)
    raise('HandledException', 'The records to check must be of one object type.');
  try {
    return new ApexList(
      RESULT,
      ask().map((results) => new FindDuplicatesResult(results))
    );
  } catch (error) {
    if (error instanceof DatabaseError) return raise('HandledException', error.message);
    throw error;
  }
}

function recordsOf(list: ApexList): SObject[] {
  return list.items.map((item) =>
    item instanceof SObject ? item : raise('NullPointerException', 'Attempt to de-reference a null object')
  );
}

const findDuplicates: PlatformMembers = {
  'static List<Datacloud.FindDuplicatesResult> findDuplicates(List<SObject> sObjects)': (list: ApexList) => {
    const records = recordsOf(list);
    return answer(records, () => currentContext().transaction.findDuplicates(records));
  }
};

const findDuplicatesByIds: PlatformMembers = {
  'static List<Datacloud.FindDuplicatesResult> findDuplicatesByIds(List<Id> ids)': (list: ApexList) => {
    const records = list.items.map((id) => recordOfId(id === null ? null : String(id)));
    const [first] = records;
    if (!first) return new ApexList(RESULT, []);
    const ids = records.map((record) => record.id ?? '');
    return answer(records, () => currentContext().transaction.findDuplicatesByIds(first.describe, ids));
  }
};

const result: PlatformMembers = {
  'List<Datacloud.DuplicateResult> getDuplicateResults()': (self: FindDuplicatesResult) =>
    new ApexList('Datacloud.DuplicateResult', [...self.duplicateResults]),
  /** A search that fails is an exception here; single records do not fail. */
  'List<Database.Error> getErrors()': () => errorList([]),
  'Boolean isSuccess()': () => true
};

export const findDuplicatesClasses: readonly PlatformClass[] = [
  { name: 'Datacloud.FindDuplicates', kind: 'class', members: findDuplicates },
  { name: 'Datacloud.FindDuplicatesByIds', kind: 'class', members: findDuplicatesByIds },
  {
    name: RESULT,
    kind: 'class',
    members: result,
    isInstance: (value) => value instanceof FindDuplicatesResult
  }
];
