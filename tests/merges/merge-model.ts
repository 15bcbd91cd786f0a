/**
 * What records should look like after merges, edits and undos in any order: worked out from a log of who wrote what, and from nothing that the
 * product stores. An undo takes the writes of its merge out of the log; a lookup shows whoever stands for its target now.
 */

export type Cell = string | null;

interface Write {
  readonly value: Cell;
  /** The merge that wrote it; null for a person. */
  readonly merge: number | null;
}

export interface ModelMerge {
  readonly number: number;
  readonly object: string;
  readonly survivor: string;
  readonly losers: readonly string[];
}

interface ModelRecord {
  readonly object: string;
  readonly log: Map<string, Write[]>;
  deleted: boolean;
}

/** Fields that hold the id of another record. */
export const LOOKUPS = new Set(['AccountId', 'ReportsToId', 'ParentId', 'WhoId', 'WhatId']);
/** Fields of which no two records hold the same value. */
const UNIQUE = new Set(['External_Contact_ID__c']);

export class MergeModel {
  readonly inForce = new Map<number, ModelMerge>();
  readonly #records = new Map<string, ModelRecord>();
  readonly #takenBy = new Map<string, ModelMerge>();
  /** What a lookup ever showed: a person who moves it back there could not be told from nobody. */
  readonly #shown = new Map<string, Set<Cell>>();
  #count = 0;

  add(id: string, object: string, values: Readonly<Record<string, Cell>>): void {
    const log = new Map(Object.entries(values).map(([field, value]) => [field, [{ value, merge: null }]]));
    this.#records.set(id, { object, log, deleted: false });
    this.#remember();
  }

  /** Records that are neither merged away nor deleted. */
  live(object: string): string[] {
    return [...this.#records].filter(([id, record]) => record.object === object && this.isLive(id)).map(([id]) => id);
  }

  isLive(id: string): boolean {
    return this.#record(id).deleted === false && !this.#takenBy.has(id);
  }

  fields(id: string): string[] {
    return [...this.#record(id).log.keys()];
  }

  /** What a record shows in a field. */
  value(id: string, field: string): Cell {
    const value = this.#record(id).log.get(field)?.at(-1)?.value ?? null;
    if (value === null || !LOOKUPS.has(field)) return value;
    const holder = this.holder(value);
    return holder === id ? null : holder;
  }

  holder(id: string): string {
    let holder = id;
    for (let taker = this.#takenBy.get(holder); taker; taker = this.#takenBy.get(holder)) holder = taker.survivor;
    return holder;
  }

  wasEverAt(id: string, field: string, target: string): boolean {
    return this.#shown.get(`${id}.${field}`)?.has(target) ?? false;
  }

  edit(id: string, field: string, value: Cell): void {
    this.#write(id, field, { value, merge: null });
    this.#remember();
  }

  remove(id: string): void {
    this.#record(id).deleted = true;
  }

  merge(survivor: string, losers: readonly string[], choices: ReadonlyMap<string, string>): ModelMerge {
    const { object } = this.#record(survivor);
    const made = { number: ++this.#count, object, survivor, losers };
    const group = new Set([survivor, ...losers]);
    for (const [field, member] of choices) {
      const own = this.value(survivor, field);
      const chosen = this.value(member, field);
      const value = LOOKUPS.has(field) && chosen !== null && group.has(chosen) ? null : chosen;
      // A lookup into the group shows nothing as long as the merge is in force, without anybody writing it.
      const emptied = value === null && own !== null && LOOKUPS.has(field) && group.has(own);
      if (value !== own && !emptied) this.#write(survivor, field, { value, merge: made.number });
    }
    this.inForce.set(made.number, made);
    for (const loser of losers) this.#takenBy.set(loser, made);
    this.#remember();
    return made;
  }

  undo(undone: ModelMerge): void {
    this.inForce.delete(undone.number);
    for (const loser of undone.losers) this.#takenBy.delete(loser);
    for (const record of this.#records.values()) {
      for (const [field, log] of record.log)
        record.log.set(
          field,
          log.filter(({ merge }) => merge !== undone.number)
        );
    }
    for (const loser of undone.losers) this.#giveUpTakenValues(loser, undone);
    this.#remember();
  }

  /** A unique value that a record in use holds by now does not come back. */
  #giveUpTakenValues(loser: string, undone: ModelMerge): void {
    for (const field of UNIQUE) {
      const value = this.value(loser, field);
      if (value === null) continue;
      const holders = this.live(undone.object).filter((id) => !undone.losers.includes(id));
      if (holders.some((id) => this.value(id, field) === value))
        this.#write(loser, field, { value: null, merge: null });
    }
  }

  #record(id: string): ModelRecord {
    const record = this.#records.get(id);
    if (!record) throw new Error(`The model does not know ${id}.`);
    return record;
  }

  #write(id: string, field: string, write: Write): void {
    const { log } = this.#record(id);
    log.set(field, [...(log.get(field) ?? []), write]);
  }

  #remember(): void {
    for (const [id, { log }] of this.#records) {
      for (const field of log.keys()) {
        if (!LOOKUPS.has(field)) continue;
        const key = `${id}.${field}`;
        const shown = this.#shown.get(key) ?? new Set();
        this.#shown.set(key, shown.add(this.value(id, field)));
      }
    }
  }
}
