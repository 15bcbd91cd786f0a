/** Places and type names: what every part of the syntax tree is made of. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Node {
  readonly at: Position;
}

/** `Map<Id, List<Contact>>`, `Database.SaveResult[]` (array form becomes List). `void` is a TypeName too. */
export interface TypeName extends Node {
  /** Dotted name parts, e.g. ['Database', 'SaveResult'], ['List']. */
  readonly parts: readonly string[];
  readonly typeArguments: readonly TypeName[];
}
