/**
 * Guards a collection against changes while a for-each walks it. Source: Apex Developer Guide, "Iterating Collections": a change to a
 * set or list during its iteration is a FinalException.
 */
import { raise } from '../exceptions/exception.ts';

export abstract class WalkedCollection {
  #walkers = 0;

  protected assertNotWalked(): void {
    if (this.#walkers > 0) raise('FinalException', 'Cannot modify a collection while it is being iterated.');
  }

  protected *walk<T>(values: Iterable<T>): Generator<T, void, undefined> {
    this.#walkers += 1;
    try {
      yield* values;
    } finally {
      this.#walkers -= 1;
    }
  }
}
