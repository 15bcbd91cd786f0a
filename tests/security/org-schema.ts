/** What a user's describes say of an org: the objects and fields that generated statements and records are made of. */
import assert from 'node:assert/strict';

import { DATA, type Caller } from './callers.ts';

export interface DescribedField {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly picklistValues: readonly { readonly value: string }[];
}

export interface DescribedObject {
  readonly name: string;
  readonly keyPrefix: string;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly fields: readonly DescribedField[];
  readonly childRelationships: readonly { readonly childSObject: string; readonly relationshipName: string }[];
}

/** All objects that the caller may read, with the fields that the caller sees. */
export async function describedObjects(caller: Caller): Promise<DescribedObject[]> {
  const global = await caller.call('GET', `${DATA}/sobjects`);
  assert.equal(global.status, 200, global.text);
  const objects: DescribedObject[] = [];
  for (const { name } of (global.body as { sobjects: { name: string }[] }).sobjects) {
    const described = await caller.call('GET', `${DATA}/sobjects/${name}/describe`);
    assert.equal(described.status, 200, described.text);
    objects.push(described.body as DescribedObject);
  }
  return objects;
}
