/** System.EncodingUtil. Source: Apex Reference, "EncodingUtil Class". */
import type { PlatformClass } from '../../../../apex/platform/platform-class.ts';
import { type ApexBlob } from '../../../../base/index.ts';
import { raise } from '../../../values/index.ts';
import { nullRefused } from '../arguments.ts';
import { blobOf } from './blob.ts';

function assertUtf8(charset: string): void {
  if (!/^utf-?8$/i.test(charset))
    raise('InvalidParameterValueException', `The local org encodes URLs in UTF-8 only, not in ${charset}.`);
}

export const encodingUtilClass: PlatformClass = {
  name: 'System.EncodingUtil',
  kind: 'class',
  members: nullRefused({
    'static Blob base64Decode(String text)': (text: string) => {
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) raise('StringException', 'Unrecognized base64 character');
      return blobOf(Buffer.from(text, 'base64'));
    },
    'static String base64Encode(Blob data)': (data: ApexBlob) => Buffer.from(data.bytes).toString('base64'),
    'static String base64UrlEncode(Blob data)': (data: ApexBlob) => Buffer.from(data.bytes).toString('base64url'),
    'static Blob base64UrlDecode(String text)': (text: string) => blobOf(Buffer.from(text, 'base64url')),
    'static Blob convertFromHex(String text)': (text: string) => {
      if (text.length % 2 !== 0) raise('InvalidParameterValueException', 'Hexadecimal string must have an even length');
      if (!/^[0-9a-f]*$/i.test(text)) raise('InvalidParameterValueException', 'Invalid hexadecimal character');
      return blobOf(Buffer.from(text, 'hex'));
    },
    'static String convertToHex(Blob data)': (data: ApexBlob) => Buffer.from(data.bytes).toString('hex'),
    'static String urlDecode(String text, String charset)': (text: string, charset: string) => {
      assertUtf8(charset);
      return text.replaceAll('+', ' ').replaceAll(/(?:%.{0,2})+/g, decodeEscapes);
    },
    // Java's URLEncoder: a space is a plus, and only letters, digits, . - * _ stay.
    'static String urlEncode(String text, String charset)': (text: string, charset: string) => {
      assertUtf8(charset);
      return encodeURIComponent(text)
        .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+');
    }
  })
};

/**
 * A run of %-escapes as UTF-8; bytes that are no UTF-8 become U+FFFD, as Java's URLDecoder reads them. The exception type for a broken
 * escape is Java's; Apex's own could not be verified.
 */
function decodeEscapes(escapes: string): string {
  if (!/^(?:%[0-9a-f]{2})+$/i.test(escapes)) {
    raise('IllegalArgumentException', 'URLDecoder: Illegal hex characters in escape (%) pattern');
  }
  return new TextDecoder().decode(Buffer.from(escapes.replaceAll('%', ''), 'hex'));
}
