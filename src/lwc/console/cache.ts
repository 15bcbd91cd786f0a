// Keeps built text by the content that it was built from.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A name for content: 16 hexadecimal digits, short enough for a file name. */
export function fingerprint(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    // The length keeps ['ab', 'c'] and ['a', 'bc'] apart.
    hash.update(`${part.length}:`).update(part);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The text kept under the name, or a newly built one. Two processes may build at once: each renames a whole file into place. */
export async function cached(folder: string, fileName: string, build: () => Promise<string>): Promise<string> {
  const path = join(folder, fileName);
  if (existsSync(path)) {
    return readFileSync(path, 'utf8');
  }
  const text = await build();
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  return text;
}
