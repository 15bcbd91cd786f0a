/** System.Crypto and System.UUID, on node:crypto. Sources: Apex Reference, "Crypto Class" and "UUID Class". */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  randomUUID,
  timingSafeEqual
} from 'node:crypto';
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { type ApexBlob } from '../../../../base/index.ts';
import { hashText, raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { blobOf } from './blob.ts';

const digests: Readonly<Record<string, string>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512'
};
const macs: Readonly<Record<string, string>> = {
  HMACMD5: 'md5',
  HMACSHA1: 'sha1',
  HMACSHA256: 'sha256',
  HMACSHA512: 'sha512'
};

function known(names: Readonly<Record<string, string>>, name: string): string {
  return names[name.toUpperCase()] ?? raise('NoSuchElementException', `Unsupported algorithm: ${name}`);
}

function mac(algorithm: string, input: ApexBlob, key: ApexBlob): Buffer {
  return createHmac(known(macs, algorithm), key.bytes).update(input.bytes).digest();
}

/** AES128, AES192 and AES256 in CBC with PKCS#5 padding, as the page says. */
function cipherName(algorithm: string, key: ApexBlob): string {
  const bits = /^AES(128|192|256)$/i.exec(algorithm)?.[1];
  if (!bits) return raise('NoSuchElementException', `Unsupported algorithm: ${algorithm}`);
  if (key.bytes.length * 8 !== Number(bits))
    raise('InvalidParameterValueException', `Invalid private key. Must be ${Number(bits) / 8} bytes.`);
  return `aes-${bits}-cbc`;
}

function encrypt(algorithm: string, key: ApexBlob, vector: Uint8Array, data: ApexBlob): Buffer {
  const cipher = createCipheriv(cipherName(algorithm, key), key.bytes, vector);
  return Buffer.concat([cipher.update(data.bytes), cipher.final()]);
}

function decrypt(algorithm: string, key: ApexBlob, vector: Uint8Array, data: Uint8Array): ApexBlob {
  const name = cipherName(algorithm, key);
  try {
    const decipher = createDecipheriv(name, key.bytes, vector);
    return blobOf(Buffer.concat([decipher.update(data), decipher.final()]));
  } catch {
    return raise('SecurityException', 'Given final block not properly padded');
  }
}

export const cryptoClass: PlatformClass = {
  name: 'System.Crypto',
  kind: 'class',
  members: nullRefused({
    'static Blob decrypt(String algorithm, Blob key, Blob vector, Blob data)': (
      algorithm: string,
      key: ApexBlob,
      vector: ApexBlob,
      data: ApexBlob
    ) => decrypt(algorithm, key, vector.bytes, data.bytes),
    'static Blob decryptWithManagedIV(String algorithm, Blob key, Blob data)': (
      algorithm: string,
      key: ApexBlob,
      data: ApexBlob
    ) => decrypt(algorithm, key, data.bytes.slice(0, 16), data.bytes.slice(16)),
    'static Blob encrypt(String algorithm, Blob key, Blob vector, Blob data)': (
      algorithm: string,
      key: ApexBlob,
      vector: ApexBlob,
      data: ApexBlob
    ) => blobOf(encrypt(algorithm, key, vector.bytes, data)),
    'static Blob encryptWithManagedIV(String algorithm, Blob key, Blob data)': (
      algorithm: string,
      key: ApexBlob,
      data: ApexBlob
    ) => {
      const vector = randomBytes(16);
      return blobOf(Buffer.concat([vector, encrypt(algorithm, key, vector, data)]));
    },
    'static Blob generateAesKey(Integer size)': (size: number) => {
      if (![128, 192, 256].includes(size)) raise('InvalidParameterValueException', `Invalid AES key size: ${size}`);
      return blobOf(randomBytes(size / 8));
    },
    'static Blob generateDigest(String algorithm, Blob data)': (algorithm: string, data: ApexBlob) =>
      blobOf(createHash(known(digests, algorithm)).update(data.bytes).digest()),
    'static Blob generateMac(String algorithm, Blob data, Blob key)': (
      algorithm: string,
      data: ApexBlob,
      key: ApexBlob
    ) => blobOf(mac(algorithm, data, key)),
    'static Integer getRandomInteger()': () => randomBytes(4).readInt32BE(),
    'static Long getRandomLong()': () => randomBytes(8).readBigInt64BE(),
    'static Boolean verifyHMac(String algorithm, Blob data, Blob key, Blob expected)': (
      algorithm: string,
      data: ApexBlob,
      key: ApexBlob,
      expected: ApexBlob
    ) => {
      const computed = mac(algorithm, data, key);
      return computed.length === expected.bytes.length && timingSafeEqual(computed, expected.bytes);
    }
  })
};

export class ApexUuid {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  equals$object(other: unknown): boolean {
    return other instanceof ApexUuid && other.text === this.text;
  }

  hashcode(): number {
    return hashText(this.text);
  }

  toString(): string {
    return this.text;
  }
}

export const uuidClass: PlatformClass = {
  name: 'System.UUID',
  kind: 'class',
  members: {
    ...nullRefused({
      'static UUID randomUUID()': () => new ApexUuid(randomUUID()),
      'static UUID fromString(String text)': (text: string) =>
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
          ? new ApexUuid(text.toLowerCase())
          : raise('IllegalArgumentException', `Invalid UUID string: ${text}`),
      'Integer hashCode()': (self: ApexUuid) => self.hashcode(),
      'String toString()': (self: ApexUuid) => self.text
    }),
    'Boolean equals(Object other)': (self: ApexUuid, other: unknown) => self.equals$object(other)
  },
  isInstance: (value) => value instanceof ApexUuid
};
