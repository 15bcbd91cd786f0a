/** Apex exceptions as JavaScript errors, so that the engine records where they came from. */
import { platformEnumValue } from '../enum.ts';
import { apexFrames, stackTraceString } from './stack.ts';

/**
 * Base of every Apex exception. User exceptions are emitted as subclasses of it; a standard exception is an instance of it with its type's
 * name. The methods carry the names that emitted code calls (`methodKey`), so that a user class may override them.
 */
export class ApexException extends Error {
  readonly #standardType: string;
  #text: string | null = null;
  #cause: ApexException | null = null;

  constructor(standardType = 'System.Exception', message: string | null = null) {
    super();
    this.#standardType = standardType;
    if (message !== null) this.setmessage$string(message);
  }

  /** `System.DmlException`, `MyException`, `Outer.MyException`. */
  get typeName(): string {
    const { $info } = this.constructor as { $info?: { name: string } };
    return $info?.name ?? this.#standardType;
  }

  c$(): this {
    return this;
  }

  c$string(message: string | null): this {
    this.setmessage$string(message);
    return this;
  }

  c$exception(cause: ApexException | null): this {
    this.#cause = cause;
    return this;
  }

  c$string$exception(message: string | null, cause: ApexException | null): this {
    this.#cause = cause;
    return this.c$string(message);
  }

  /** An exception without a message says "Script-thrown exception" (observed in Apex debug logs of custom exceptions). */
  getmessage(): string | null {
    return this.#text ?? 'Script-thrown exception';
  }

  setmessage$string(message: string | null): void {
    this.#text = message;
    this.message = `${this.typeName}: ${message ?? ''}`;
  }

  getcause(): ApexException | null {
    return this.#cause;
  }

  /** Source: Apex Reference, "Exception Class", initCause: a cause that is already set must not be replaced. */
  initcause$exception(cause: ApexException | null): void {
    if (this.#cause) throw new ApexException('System.IllegalArgumentException', 'Cause already set');
    this.#cause = cause;
  }

  gettypename(): string {
    return this.typeName;
  }

  getlinenumber(): number {
    return apexFrames(this)[0]?.line ?? 0;
  }

  getstacktracestring(): string {
    return stackTraceString(this);
  }

  /** Text in string concatenation and String.valueOf. */
  override toString(): string {
    return `${this.typeName}: ${this.getmessage() ?? ''}`;
  }
}

/** One record that a DML statement could not save. */
export interface DmlRow {
  /** Position in the list that was saved. */
  readonly index: number;
  readonly id: string | null;
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** System.DmlException (and EmailException): carries the rows that failed. */
export class ApexDmlException extends ApexException {
  readonly rows: readonly DmlRow[];

  constructor(standardType = 'System.DmlException', message: string | null = null, rows: readonly DmlRow[] = []) {
    super(standardType, message);
    this.rows = rows;
  }

  row(index: number): DmlRow {
    const row = this.rows[index];
    if (!row) throw new ApexException('System.ListException', `List index out of bounds: ${index}`);
    return row;
  }

  type(index: number): unknown {
    return platformEnumValue('System.StatusCode', this.row(index).statusCode);
  }
}

/** System.QueryException: carries the fields that a query in user mode must not name. */
export class ApexQueryException extends ApexException {
  /** Field names by object name. */
  readonly inaccessibleFields: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(message: string | null = null, inaccessibleFields: ReadonlyMap<string, ReadonlySet<string>> = new Map()) {
    super('System.QueryException', message);
    this.inaccessibleFields = inaccessibleFields;
  }
}

/** Throws a standard exception: `raise('TypeException', 'Invalid …')`. */
export function raise(type: string, message: string): never {
  throw new ApexException(type.includes('.') ? type : `System.${type}`, message);
}
