/** Escaped forms of text. Source: Apex Reference, "String Class" (escape… and unescape… methods). */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const characters: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0'
};
const javaEscapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\'
};

/** Named entities of the four characters that are markup; letters beyond ASCII stay as they are. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

export function escapeXml(text: string): string {
  return escapeHtml(text).replaceAll("'", '&apos;');
}

export function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return characters[name?.toLowerCase() ?? ''] ?? whole;
  });
}

export function escapeJava(text: string): string {
  return text
    .replace(/[\b\n\t\f\r"\\]/g, (character) => javaEscapes[character] ?? character)
    .replace(/[\u0000-\u001f\u007f-\uffff]/g, unicodeEscape);
}

export function escapeUnicode(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

export function unescapeJava(text: string): string {
  const plain: Readonly<Record<string, string>> = { b: '\b', n: '\n', t: '\t', f: '\f', r: '\r' };
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_whole, code?: string, escaped?: string) =>
    code === undefined ? (plain[escaped ?? ''] ?? escaped ?? '') : String.fromCharCode(Number.parseInt(code, 16))
  );
}
