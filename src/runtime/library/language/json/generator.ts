/** System.JSONGenerator: JSON written piece by piece. Source: Apex Reference, "JSONGenerator Class". */
import type { PlatformClass, PlatformFunction } from '../../../../apex/platform/platform-class.ts';
import { raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { writeJson } from './write.ts';

interface Frame {
  readonly kind: 'object' | 'array';
  entries: number;
}

export class ApexJsonGenerator {
  readonly #pretty: boolean;
  readonly #frames: Frame[] = [];
  #text = '';
  #fieldOpen = false;
  #closed = false;

  constructor(pretty: boolean) {
    this.#pretty = pretty;
  }

  get text(): string {
    return this.#text;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    while (this.#frames.length > 0) this.end(this.#frames.at(-1)?.kind ?? 'object');
    this.#closed = true;
  }

  field(name: string): void {
    const frame = this.#frames.at(-1);
    if (frame?.kind !== 'object' || this.#fieldOpen) this.#refuse('Can not write a field name, expecting a value');
    this.#separate();
    this.#text += JSON.stringify(name) + (this.#pretty ? ' : ' : ':');
    this.#fieldOpen = true;
  }

  value(value: unknown): void {
    this.#beforeValue();
    this.#text += writeJson(value, { suppressNulls: false, pretty: this.#pretty });
  }

  start(kind: 'object' | 'array'): void {
    this.#beforeValue();
    this.#text += kind === 'object' ? '{' : '[';
    this.#frames.push({ kind, entries: 0 });
  }

  end(kind: 'object' | 'array'): void {
    const frame = this.#frames.pop();
    if (frame?.kind !== kind || this.#fieldOpen) this.#refuse(`Current context is not an ${kind}`);
    if (this.#pretty) this.#text += kind === 'object' && frame?.entries ? `\n${this.#indent()}` : ' ';
    this.#text += kind === 'object' ? '}' : ']';
  }

  #beforeValue(): void {
    if (this.#closed) this.#refuse('The generator is closed');
    const frame = this.#frames.at(-1);
    if (frame?.kind === 'object' && !this.#fieldOpen) this.#refuse('Can not write a value, expecting field name');
    if (frame?.kind === 'array') this.#separate();
    this.#fieldOpen = false;
  }

  #separate(): void {
    const frame = this.#frames.at(-1);
    if (!frame) return;
    if (frame.entries++ > 0) this.#text += ',';
    if (this.#pretty) this.#text += frame.kind === 'object' ? `\n${this.#indent()}` : ' ';
  }

  /** Arrays stay on their line and do not indent, as the platform's writer has it. */
  #indent(): string {
    return '  '.repeat(this.#frames.filter((frame) => frame.kind === 'object').length);
  }

  #refuse(problem: string): never {
    return raise('JSONException', problem);
  }
}

const valueTypes: Readonly<Record<string, string>> = {
  Blob: 'Blob',
  Boolean: 'Boolean',
  Date: 'Date',
  DateTime: 'Datetime',
  Id: 'Id',
  Object: 'Object',
  String: 'String',
  Time: 'Time'
};

/** writeString(String), writeStringField(String, String) and so on for each type; numbers have one name for all. */
function valueMembers(): Record<string, PlatformFunction> {
  const members: Record<string, PlatformFunction> = {};
  const add = (name: string, type: string): void => {
    members[`void write${name}(${type} value)`] = (self: ApexJsonGenerator, value: unknown) => self.value(value);
    members[`void write${name}Field(String name, ${type} value)`] = (
      self: ApexJsonGenerator,
      field: string,
      value: unknown
    ) => {
      self.field(field);
      self.value(value);
    };
  };
  for (const [name, type] of Object.entries(valueTypes)) add(name, type);
  for (const type of ['Decimal', 'Double', 'Integer', 'Long']) add('Number', type);
  return members;
}

export const jsonGeneratorClass: PlatformClass = {
  name: 'System.JSONGenerator',
  kind: 'class',
  members: {
    ...valueMembers(),
    ...nullRefused({
      'void close()': (self: ApexJsonGenerator) => self.close(),
      'String getAsString()': (self: ApexJsonGenerator) => {
        self.close();
        return self.text;
      },
      'Boolean isClosed()': (self: ApexJsonGenerator) => self.isClosed,
      'void writeEndArray()': (self: ApexJsonGenerator) => self.end('array'),
      'void writeEndObject()': (self: ApexJsonGenerator) => self.end('object'),
      'void writeFieldName(String name)': (self: ApexJsonGenerator, name: string) => self.field(name),
      'void writeNull()': (self: ApexJsonGenerator) => self.value(null),
      'void writeNullField(String name)': (self: ApexJsonGenerator, name: string) => {
        self.field(name);
        self.value(null);
      },
      'void writeStartArray()': (self: ApexJsonGenerator) => self.start('array'),
      'void writeStartObject()': (self: ApexJsonGenerator) => self.start('object')
    })
  },
  isInstance: (value) => value instanceof ApexJsonGenerator
};
