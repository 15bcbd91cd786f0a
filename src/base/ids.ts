/**
 * Salesforce record ids: 15 case-sensitive characters, or 18 with a case checksum.
 * Source: Salesforce help "Are Salesforce record IDs case-sensitive?" (000385008): three suffix characters,
 * each encoding which of five characters are upper case.
 */
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_PATTERN = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;

export function isIdText(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** The 18-character form of a 15-character id; an 18-character id has its case restored from its checksum. */
export function toId18(id: string): string {
  const base = id.length === 18 ? restoreCase(id) : id;
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let offset = 0; offset < 5; offset++) {
      const code = base.charCodeAt(block + offset);
      if (code >= 65 && code <= 90) bits |= 1 << offset;
    }
    suffix += CHECKSUM[bits];
  }
  return base + suffix;
}

export function toId15(id: string): string {
  return toId18(id).slice(0, 15);
}

/** Builds an 18-character id from a three-character key prefix and a running number. */
export function makeId(keyPrefix: string, sequence: number | bigint): string {
  let rest = BigInt(sequence);
  let digits = '';
  while (rest > 0n) {
    digits = BASE62[Number(rest % 62n)] + digits;
    rest /= 62n;
  }
  return toId18(`${keyPrefix}${digits.padStart(12, '0')}`);
}

function restoreCase(id: string): string {
  let restored = '';
  const suffix = id.slice(15).toUpperCase();
  for (let index = 0; index < 15; index++) {
    const bits = CHECKSUM.indexOf(suffix[Math.floor(index / 5)] ?? 'A');
    const character = id[index] ?? '';
    restored += bits & (1 << (index % 5)) ? character.toUpperCase() : character.toLowerCase();
  }
  return restored;
}
