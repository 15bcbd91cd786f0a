/** Metadata files as text. */

/** Path below force-app/main -> text. */
export type ProjectFiles = Readonly<Record<string, string>>;

/** A metadata file; the first element of `body` is on line 3. */
export function metadata(type: string, body: string): string {
  const namespaces =
    'xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${type} ${namespaces}>\n${body.trim().replace(/^ +/gm, '')}\n</${type}>\n`;
}

export function field(name: string, body: string): string {
  return metadata('CustomField', `<fullName>${name}</fullName>\n<label>${name}</label>\n${body}`);
}
