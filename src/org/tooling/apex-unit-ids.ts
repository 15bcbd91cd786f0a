/** Ids of Apex classes and triggers, which the database does not hold: given when first asked for, the same until the org stops. */
import { isIdText, makeId, toId18 } from '../../base/index.ts';

/** Source: Salesforce Help, "Standard Field Record ID Prefix Decoder". */
const PREFIXES = { class: '01p', trigger: '01q' } as const;

export class ApexUnitIds {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  idOf(kind: keyof typeof PREFIXES, name: string): string {
    const key = `${kind}:${name.toLowerCase()}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = makeId(PREFIXES[kind], this.#ids.size + 1);
      this.#ids.set(key, id);
      this.#names.set(id, name);
    }
    return id;
  }

  nameOf(id: string): string | null {
    return isIdText(id) ? (this.#names.get(toId18(id)) ?? null) : null;
  }
}
