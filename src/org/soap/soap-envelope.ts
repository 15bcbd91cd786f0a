/** SOAP 1.1 as the Metadata API and the Apex API speak it: the call in an envelope, and answers and faults back. Source: their WSDLs. */
import { DiagnosticBag } from '../../base/index.ts';
import { parseXml, type XmlElement } from '../../metadata/index.ts';
import { ApiException } from '../../protocol/index.ts';

export interface SoapCall {
  readonly sessionId: string;
  /** Local name of the first element of the body. */
  readonly method: string;
  readonly arguments: XmlElement;
  /** The text of ZipFile, which may have 50 MB: it is cut out before the envelope is parsed. */
  readonly zipFile: string | null;
  /** The caller asks for a debug log (DebuggingHeader, a level other than None). */
  readonly debugging: boolean;
}

const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** Throws 400 when the text is no call. */
export function readCall(text: string): SoapCall {
  const cut = cutZipFile(text);
  const diagnostics = new DiagnosticBag();
  const envelope = parseXml(cut.envelope, 'request', diagnostics);
  const header = envelope && child(envelope, 'Header');
  const body = envelope && child(envelope, 'Body');
  const call = body?.children[0];
  if (!call) {
    throw new ApiException(400, 'UNKNOWN_EXCEPTION', diagnostics.items[0]?.message ?? 'The envelope holds no call.');
  }
  const session = header && child(header, 'SessionHeader');
  return {
    sessionId: (session && child(session, 'sessionId')?.text.trim()) ?? '',
    method: localName(call),
    arguments: call,
    zipFile: cut.zipFile,
    debugging: header !== undefined && header !== null && asksForLog(header)
  };
}

/** Arguments as a flat object; one that is given several times is a list. */
export function plainArguments(element: XmlElement): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const item of element.children) {
    const name = localName(item);
    const value = item.children.length > 0 ? plainArguments(item) : item.text.trim();
    const present = values[name];
    values[name] = present === undefined ? value : Array.isArray(present) ? [...present, value] : [present, value];
  }
  return values;
}

export interface AnswerOptions {
  readonly namespace?: string;
  /** Elements of the header. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** `result` of a call: a value, or a list of which each item becomes a `result` element. */
export function soapAnswer(method: string, result: unknown, { namespace, headers = {} }: AnswerOptions = {}): string {
  const header = Object.entries(headers).map(([name, value]) => toXml(name, value));
  const body = `<${method}Response>${toXml('result', result)}</${method}Response>`;
  return envelopeOf(body, namespace, header.length > 0 ? `<soapenv:Header>${header.join('')}</soapenv:Header>` : '');
}

export function soapFault(code: string, message: string, namespace?: string): string {
  return envelopeOf(
    `<soapenv:Fault><faultcode>sf:${escape(code)}</faultcode><faultstring>${escape(`${code}: ${message}`)}</faultstring></soapenv:Fault>`,
    namespace
  );
}

function envelopeOf(body: string, namespace = METADATA_NAMESPACE, header = ''): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `xmlns="${namespace}" xmlns:sf="${namespace}" ` +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  );
}

function asksForLog(header: XmlElement): boolean {
  const debugging = child(header, 'DebuggingHeader');
  const level = debugging && child(debugging, 'debugLevel')?.text.trim();
  return debugging !== undefined && level !== 'None';
}

function toXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => toXml(name, item)).join('');
  const content =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([key, item]) => toXml(key, item))
          .join('')
      : escape(String(value));
  return `<${name}>${content}</${name}>`;
}

/** Characters that XML 1.0 cannot hold, such as those of a broken file in a message, become U+FFFD. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

function cutZipFile(text: string): { envelope: string; zipFile: string | null } {
  const opening = /<(?:\w+:)?ZipFile(?:\s[^>]*)?>/.exec(text);
  if (!opening) return { envelope: text, zipFile: null };
  const start = opening.index + opening[0].length;
  const end = text.indexOf('</', start);
  if (end < 0) return { envelope: text, zipFile: null };
  return { envelope: text.slice(0, start) + text.slice(end), zipFile: text.slice(start, end) };
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((item) => localName(item) === name);
}

function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}
