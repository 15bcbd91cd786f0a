import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findBundles, type Bundle } from '../components/bundles.ts';
import { buildBase } from './base-bundle.ts';
import { usedIcons, usedLightningModules } from './used-modules.ts';

describe('what a package uses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'used-'));
  let bundles: Bundle[];

  before(() => {
    const bundle = join(folder, 'lwc/sample');
    mkdirSync(bundle, { recursive: true });
    writeFileSync(
      join(bundle, 'sample.html'),
      `<template>
        <lightning-formatted-date-time value={at}></lightning-formatted-date-time>
        <lightning-icon icon-name="utility:no_such_icon"></lightning-icon>
      </template>`
    );
    writeFileSync(
      join(bundle, 'sample.ts'),
      `import Toast from 'lightning/toast';\nexport const icon = 'standard:contact';\n`
    );
    bundles = findBundles(folder);
  });

  after(() => rmSync(folder, { recursive: true }));

  test('base components are found in templates and imports', () => {
    assert.deepEqual(usedLightningModules(bundles), [
      'lightning/formattedDateTime',
      'lightning/icon',
      'lightning/toast'
    ]);
  });

  test('icons are found in templates and code', () => {
    const icons = usedIcons(bundles);

    assert.deepEqual([...(icons.get('utility') ?? [])], ['no_such_icon']);
    assert.deepEqual([...(icons.get('standard') ?? [])], ['contact']);
  });

  test('an icon that does not exist stops the build', async () => {
    await assert.rejects(buildBase(bundles), /There is no icon utility:no_such_icon\./);
  });
});
