/**
 * Reads a zip archive held in memory. Source: APPNOTE.TXT 6.3 (central directory, methods 0 and 8); no encryption, no zip64, which the
 * Metadata API does not take either.
 */
import { inflateRawSync } from 'node:zlib';

/** The bytes are no zip archive, or larger than the Metadata API takes. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Bounds of one deploy. Source: Salesforce Developer Limits and Allocations, "Metadata Limits" (10,000 files, 400 MB uncompressed). */
const MAXIMUM_FILES = 10_000;
const MAXIMUM_BYTES = 400 * 1024 * 1024;

const END_RECORD = 0x06054b50;
const DIRECTORY_RECORD = 0x02014b50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 65_535;

/** Contents by path with forward slashes, in the archive's order; folders are left out. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readEntries(archive, endRecord(archive));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    // A broken archive makes reads outside of it (RangeError) or a zlib error.
    throw new ArchiveError(`the zip file is broken: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function endRecord(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - END_RECORD_BYTES - LONGEST_COMMENT);
  for (let offset = archive.length - END_RECORD_BYTES; offset >= lowest; offset--) {
    if (archive.readUInt32LE(offset) === END_RECORD) return offset;
  }
  throw new ArchiveError('the file is not a zip archive');
}

function readEntries(archive: Buffer, end: number): Map<string, Uint8Array> {
  const count = archive.readUInt16LE(end + 10);
  if (count > MAXIMUM_FILES) throw new ArchiveError(`the zip file holds more than ${MAXIMUM_FILES} files`);
  const files = new Map<string, Uint8Array>();
  let total = 0;
  let offset = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(offset) !== DIRECTORY_RECORD) throw new ArchiveError('the zip file has no directory');
    const nameLength = archive.readUInt16LE(offset + 28);
    const path = archive.toString('utf8', offset + 46, offset + 46 + nameLength).replaceAll('\\', '/');
    if (!path.endsWith('/')) {
      const content = readEntry(archive, offset, MAXIMUM_BYTES - total);
      total += content.byteLength;
      files.set(path, content);
    }
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return files;
}

function readEntry(archive: Buffer, directory: number, allowance: number): Uint8Array {
  const method = archive.readUInt16LE(directory + 10);
  const packed = archive.readUInt32LE(directory + 20);
  const local = archive.readUInt32LE(directory + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = archive.subarray(start, start + packed);
  if (content.length < packed) throw new ArchiveError('the zip file is cut off');
  if (method !== 0 && method !== 8) throw new ArchiveError(`compression method ${method} is not supported`);
  if (method === 0 ? packed > allowance : archive.readUInt32LE(directory + 24) > allowance) {
    throw new ArchiveError(`the files are larger than ${MAXIMUM_BYTES} bytes`);
  }
  // The size in the directory may lie; zlib stops at the allowance.
  return method === 0 ? content : inflateRawSync(content, { maxOutputLength: Math.max(allowance, 1) });
}
