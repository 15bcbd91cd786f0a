/**
 * What records should look like after merges, edits and undos in any order: worked out from a log of who wrote what, and from nothing that the
 * product stores. An undo takes the writes of its merge out of the log; a lookup shows whoever stands for its target now. A unique value that
 * another record shows is waited for: the record shows nothing until an undo finds the value free. A deletion takes children along or cuts their
 * lookups, for good.
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
  /** The unique values for which members waited. */
  readonly awaited: ReadonlyMap<string, Cell>;
}

interface ModelRecord {
  readonly object: string;
  readonly log: Map<string, Write[]>;
  deleted: boolean;
}

/** Fields that hold the id of another record. */
export const LOOKUPS = new Set(['AccountId', 'ReportsToId', 'ParentId', 'WhoId', 'WhatId']);
/** A record is deleted along with what these point to; other lookups are cut. */
const DELETED_ALONG = new Set(['AccountId', 'WhoId', 'WhatId']);
/** The field of which no two records show the same value. */
export const UNIQUE = 'External_Contact_ID__c';

export class MergeModel {
  readonly inForce = new Map<number, ModelMerge>();
  readonly #records = new Map<string, ModelRecord>();
  readonly #takenBy = new Map<string, ModelMerge>();
  /** Records that show nothing because another one shows their unique value, in the order in which they began to wait. */
  readonly #waiting = new Set<string>();
  /** Every merge that there ever was, undone or not: records that they connect are one family. */
  readonly #everMerged: string[][] = [];
  /** What a lookup ever showed: a person who moves it back there could not be told from nobody. */
  readonly #shown = new Map<string, Set<Cell>>();
  /** Lookups, as record and field, that a merge left empty. */
  readonly #emptied = new Set<string>();
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
    if (field === UNIQUE && this.#waiting.has(id)) return null;
    const value = this.#written(id, field);
    if (value === null || !LOOKUPS.has(field)) return value;
    const holder = this.holder(value);
    return holder === id || this.#record(holder).deleted ? null : holder;
  }

  /** Whether it would show another unique value if no other record showed that. */
  isWaiting(id: string): boolean {
    return this.#waiting.has(id);
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
    const pointing = this.#pointingTo(id);
    this.#record(id).deleted = true;
    this.#waiting.delete(id);
    for (const [other, field] of pointing) {
      if (!DELETED_ALONG.has(field)) this.#write(other, field, { value: null, merge: null });
      else if (!this.#record(other).deleted) this.remove(other);
    }
    this.#remember();
  }

  /** False when a deletion would cut a lookup that a merge left empty before: nobody could tell that from a lookup that nobody touched. */
  mayBeRemoved(id: string): boolean {
    return this.#pointingTo(id).every(([other, field]) =>
      DELETED_ALONG.has(field) ? this.mayBeRemoved(other) : !this.#emptied.has(`${other}.${field}`)
    );
  }

  #pointingTo(id: string): [record: string, field: string][] {
    return [...this.#records]
      .filter(([other]) => other !== id && this.isLive(other))
      .flatMap(([other, { log }]) =>
        [...log.keys()]
          .filter((field) => LOOKUPS.has(field) && this.value(other, field) === id)
          .map((field): [string, string] => [other, field])
      );
  }

  merge(survivor: string, losers: readonly string[], choices: ReadonlyMap<string, string>): ModelMerge {
    const { object } = this.#record(survivor);
    const group = new Set([survivor, ...losers]);
    const waiting = [...group].filter((id) => this.#waiting.has(id));
    const awaited = new Map(waiting.map((id) => [id, this.#written(id, UNIQUE)]));
    const made = { number: ++this.#count, object, survivor, losers, awaited };
    for (const [field, member] of choices) {
      const own = this.value(survivor, field);
      const chosen = this.value(member, field);
      const value = LOOKUPS.has(field) && chosen !== null && group.has(chosen) ? null : chosen;
      // A lookup into the group shows nothing as long as the merge is in force, without anybody writing it.
      const emptied = value === null && own !== null && LOOKUPS.has(field) && group.has(own);
      if (value !== own && !emptied) this.#write(survivor, field, { value, merge: made.number });
    }
    // Who waits when it is merged goes on as it is seen: without the value.
    if (this.#waiting.has(survivor) && !this.#wrote(survivor, UNIQUE, made.number))
      this.#write(survivor, UNIQUE, { value: null, merge: made.number });
    for (const id of group) this.#waiting.delete(id);
    this.#everMerged.push([...group]);
    this.inForce.set(made.number, made);
    for (const loser of losers) this.#takenBy.set(loser, made);
    for (const field of this.fields(survivor))
      if (LOOKUPS.has(field) && this.value(survivor, field) === null) this.#emptied.add(`${survivor}.${field}`);
    this.#remember();
    return made;
  }

  undo(undone: ModelMerge): void {
    const before = this.#written(undone.survivor, UNIQUE);
    this.inForce.delete(undone.number);
    for (const loser of undone.losers) this.#takenBy.delete(loser);
    for (const record of this.#records.values()) {
      for (const [field, log] of record.log)
        record.log.set(
          field,
          log.filter(({ merge }) => merge !== undone.number)
        );
    }
    this.#settleUnique(undone, before);
    this.#cutDeadLookups();
    this.#remember();
  }

  /** A lookup that cannot go back because its target is deleted stays empty, also when somebody else stands for the target later. */
  #cutDeadLookups(): void {
    for (const [id, { log }] of this.#records) {
      if (!this.isLive(id)) continue;
      for (const field of log.keys()) {
        const written = LOOKUPS.has(field) ? this.#written(id, field) : null;
        if (written !== null && this.#record(this.holder(written)).deleted)
          this.#write(id, field, { value: null, merge: null });
      }
    }
  }

  /** Who is there all the time goes first, then who comes back in order of ids, then who waited before the merge, then who waits now. */
  #settleUnique(undone: ModelMerge, before: Cell): void {
    const { survivor, losers } = undone;
    const family = this.#family(survivor);
    // A survivor that waited may have got the very value that it waited for: what it is to hold stays the same, and yet it goes behind.
    const changes = this.#written(survivor, UNIQUE) !== before || undone.awaited.has(survivor);
    const returning = [...(this.isLive(survivor) && changes ? [survivor] : []), ...losers.toSorted()];
    const waited = (id: string): boolean => {
      const awaited = undone.awaited.get(id) ?? null;
      return awaited !== null && awaited === this.#written(id, UNIQUE);
    };
    const candidates = new Set([
      ...returning.filter((id) => !waited(id)),
      ...returning.filter(waited),
      ...[...this.#waiting].filter((id) => family.has(id))
    ]);
    const shown = new Set(
      this.live(undone.object)
        .filter((id) => !candidates.has(id))
        .map((id) => this.value(id, UNIQUE))
    );
    for (const id of candidates) {
      const value = this.#written(id, UNIQUE);
      if (value !== null && shown.has(value)) this.#waiting.add(id);
      else this.#waiting.delete(id);
      shown.add(value);
    }
  }

  #family(id: string): Set<string> {
    const family = new Set([id]);
    for (let size = 0; size < family.size;) {
      size = family.size;
      for (const group of this.#everMerged)
        if (group.some((member) => family.has(member))) for (const member of group) family.add(member);
    }
    return family;
  }

  #record(id: string): ModelRecord {
    const record = this.#records.get(id);
    if (!record) throw new Error(`The model does not know ${id}.`);
    return record;
  }

  /** What was written last, whether or not the record can show it. */
  #written(id: string, field: string): Cell {
    return this.#record(id).log.get(field)?.at(-1)?.value ?? null;
  }

  #wrote(id: string, field: string, merge: number): boolean {
    return this.#record(id).log.get(field)?.at(-1)?.merge === merge;
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
