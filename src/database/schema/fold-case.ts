/**
 * Lower case as PostgreSQL's lower() does it under the builtin C.UTF-8 locale: one code point to one code point. JavaScript's own
 * toLowerCase maps some to two (İ) and looks at neighbours (Σ), which would miss the index.
 */
export function foldCase(text: string): string {
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
  return folded;
}
