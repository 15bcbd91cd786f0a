/** What the methods of Database answer: SaveResult, UpsertResult, DeleteResult, UndeleteResult, Error and DuplicateError. */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import type { SaveError, SaveResult } from '../../../database/index.ts';
import { ApexList, platformEnumValue } from '../../values/index.ts';

export type ResultClass =
  'Database.SaveResult' | 'Database.UpsertResult' | 'Database.DeleteResult' | 'Database.UndeleteResult';

/** A result as Apex holds it; the errors are made once so that `==` on them holds. */
export class OperationResult {
  readonly typeName: ResultClass;
  readonly result: SaveResult;
  readonly errors: ApexList;

  constructor(typeName: ResultClass, result: SaveResult) {
    this.typeName = typeName;
    this.result = result;
    this.errors = errorList(result.errors);
  }

  /** Form of String.valueOf, as debug logs show it. */
  toString(): string {
    const { result } = this;
    const errors = `getErrors=(${this.errors.items.map(String).join(', ')});`;
    const created = this.typeName === 'Database.UpsertResult' ? `isCreated=${result.created};` : '';
    return `${this.typeName}[${errors}getId=${result.id};${created}isSuccess=${result.success};]`;
  }
}

/** Database.Error, or Database.DuplicateError when a duplicate rule spoke. */
export class OperationError {
  readonly error: SaveError;

  constructor(error: SaveError) {
    this.error = error;
  }

  get typeName(): string {
    return this.error.duplicateResult ? 'Database.DuplicateError' : 'Database.Error';
  }

  toString(): string {
    const { fields, message, statusCode } = this.error;
    return `${this.typeName}[getFields=(${fields.join(', ')});getMessage=${message};getStatusCode=${statusCode};]`;
  }
}

export function errorList(errors: readonly SaveError[]): ApexList {
  return new ApexList(
    'Database.Error',
    errors.map((error) => new OperationError(error))
  );
}

const common: PlatformMembers = {
  'Id getId()': (self: OperationResult) => self.result.id,
  'Boolean isSuccess()': (self: OperationResult) => self.result.success,
  'List<Database.Error> getErrors()': (self: OperationResult) => self.errors
};

function resultClass(name: ResultClass, members: PlatformMembers): PlatformClass {
  return {
    name,
    kind: 'class',
    members,
    isInstance: (value) => value instanceof OperationResult && value.typeName === name
  };
}

export const resultClasses: readonly PlatformClass[] = [
  resultClass('Database.SaveResult', common),
  resultClass('Database.UpsertResult', {
    ...common,
    'Boolean isCreated()': (self: OperationResult) => self.result.created
  }),
  resultClass('Database.DeleteResult', common),
  resultClass('Database.UndeleteResult', common),
  {
    name: 'Database.Error',
    kind: 'class',
    members: {
      'String getMessage()': (self: OperationError) => self.error.message,
      'StatusCode getStatusCode()': (self: OperationError) =>
        platformEnumValue('System.StatusCode', self.error.statusCode),
      'List<String> getFields()': (self: OperationError) => new ApexList('String', [...self.error.fields])
    },
    isInstance: (value) => value instanceof OperationError
  },
  {
    name: 'Database.DuplicateError',
    kind: 'class',
    superclass: 'Database.Error',
    members: {
      'Datacloud.DuplicateResult getDuplicateResult()': (self: OperationError) => self.error.duplicateResult ?? null
    },
    isInstance: (value) => value instanceof OperationError && value.error.duplicateResult !== undefined
  }
];
