// Starts the system's Chromium; none is downloaded.
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const DEFAULT_PATH = '/usr/bin/chromium';

const FLAGS = [
  // A container's root has no user namespace for the sandbox.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  // Chromium's own connections would be refused on a machine without a network, many at a time.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];

/** Why no browser test can run here, or undefined. In CI a missing browser is a failure, not a reason to skip. */
export function reasonToSkip(): string | undefined {
  const path = chromiumPath();
  if (existsSync(path) || process.env['CI'] === 'true') {
    return undefined;
  }
  return `There is no Chromium at ${path}; install it or name it in CHROMIUM_PATH.`;
}

export function startChromium(): Promise<Browser> {
  const path = chromiumPath();
  if (!existsSync(path)) {
    throw new Error(`There is no Chromium at ${path}; install it or name it in CHROMIUM_PATH.`);
  }
  return chromium.launch({ executablePath: path, args: FLAGS });
}

/** Runs with a page in a context of its own (axe asks for one): no cookie or cache of another test. */
export async function withPage(
  browser: Browser,
  viewport: { readonly width: number; readonly height: number },
  run: (page: Page) => Promise<void>
): Promise<void> {
  const context = await browser.newContext({ viewport, locale: 'en-US', timezoneId: 'UTC' });
  context.setDefaultTimeout(10_000);
  try {
    await run(await context.newPage());
  } finally {
    await context.close();
  }
}

function chromiumPath(): string {
  return process.env['CHROMIUM_PATH'] ?? DEFAULT_PATH;
}
