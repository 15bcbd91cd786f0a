/** The built console: one page and its files, by absolute path (`/console/…`). */
export interface ConsoleAssets {
  readonly html: string;
  readonly contentSecurityPolicy: string;
  readonly files: ReadonlyMap<string, { readonly contentType: string; readonly body: Uint8Array }>;
}
