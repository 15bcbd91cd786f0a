/** System.Blob. Source: Apex Reference, "Blob Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { ApexBlob } from '../../../../base/index.ts';
import { equalValues, hashCode, raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';

export function blobOf(bytes: Uint8Array): ApexBlob {
  return new ApexBlob(new Uint8Array(bytes));
}

/** Bytes that are not UTF-8 are a StringException (message of debug logs). */
export function textOfBlob(blob: ApexBlob): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(blob.bytes);
  } catch {
    return raise('StringException', 'BLOB is not a valid UTF-8 string');
  }
}

export const blobClass: PlatformClass = {
  name: 'System.Blob',
  kind: 'class',
  members: {
    ...nullRefused({
      'static Blob valueOf(String text)': (text: string) => blobOf(new TextEncoder().encode(text)),
      'Integer size()': (self: ApexBlob) => self.bytes.length,
      'String toString()': textOfBlob,
      'Integer hashCode()': hashCode
    }),
    'Boolean equals(Object other)': equalValues
  },
  isInstance: (value) => value instanceof ApexBlob
};
