/** Reads the signature strings of `PlatformClass` declarations (see platform-class.ts for their forms). */
import type { TypeName } from '../syntax/tree.ts';

export interface PlatformParameter {
  readonly name: string;
  readonly type: TypeName;
}

export type PlatformSignature =
  | {
      readonly kind: 'method';
      readonly static: boolean;
      readonly returnType: TypeName;
      readonly name: string;
      readonly parameters: readonly PlatformParameter[];
    }
  | { readonly kind: 'constructor'; readonly parameters: readonly PlatformParameter[] }
  | { readonly kind: 'property'; readonly static: boolean; readonly type: TypeName; readonly name: string };

/** A declaration is written by us, so a malformed one is a bug and not a diagnostic. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
}

const nowhere = { line: 0, column: 0 };

class Reader {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #index = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/[A-Za-z_]\w*|\S/g) ?? [];
  }

  peek(ahead = 0): string | undefined {
    return this.#tokens[this.#index + ahead];
  }

  accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#index++;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.fail(`expected '${token}'`);
  }

  identifier(): string {
    const token = this.peek();
    if (token === undefined || !/^[A-Za-z_]/.test(token)) return this.fail('expected a name');
    this.#index++;
    return token;
  }

  type(): TypeName {
    const parts = [this.identifier()];
    while (this.accept('.')) parts.push(this.identifier());
    const typeArguments: TypeName[] = [];
    if (this.accept('<')) {
      do typeArguments.push(this.type());
      while (this.accept(','));
      this.expect('>');
    }
    let type: TypeName = { at: nowhere, parts, typeArguments };
    while (this.accept('[')) {
      this.expect(']');
      type = { at: nowhere, parts: ['List'], typeArguments: [type] };
    }
    return type;
  }

  parameters(): readonly PlatformParameter[] {
    const parameters: PlatformParameter[] = [];
    this.expect('(');
    if (this.accept(')')) return parameters;
    do {
      const type = this.type();
      parameters.push({ type, name: this.identifier() });
    } while (this.accept(','));
    this.expect(')');
    return parameters;
  }

  end(): void {
    if (this.peek() !== undefined) this.fail(`unexpected '${this.peek()}'`);
  }

  fail(problem: string): never {
    throw new SignatureError(`${problem} in signature '${this.#text}'`);
  }
}

export function parseSignature(text: string): PlatformSignature {
  const reader = new Reader(text);
  if (reader.peek() === 'new' && reader.peek(1) === '(') {
    reader.accept('new');
    const parameters = reader.parameters();
    reader.end();
    return { kind: 'constructor', parameters };
  }
  const isStatic = reader.accept('static');
  const type = reader.type();
  const name = reader.identifier();
  if (reader.peek() === undefined) return { kind: 'property', static: isStatic, type, name };
  const parameters = reader.parameters();
  reader.end();
  return { kind: 'method', static: isStatic, returnType: type, name, parameters };
}

/** A type written as text, e.g. an entry of `interfaces`: `System.Iterable<T>`. */
export function parseTypeText(text: string): TypeName {
  const reader = new Reader(text);
  const type = reader.type();
  reader.end();
  return type;
}
