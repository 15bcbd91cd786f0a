import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadPackage } from '../../src/metadata/index.ts';
import { loadLanes } from '../../src/sync/lanes/index.ts';

const projectFolder = join(import.meta.dirname, '../..');
const { schema } = loadPackage(projectFolder);

/** Types of fields that hold what a lane's type brings. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  text: ['string', 'textarea', 'picklist'],
  email: ['email'],
  phone: ['phone'],
  number: ['double', 'int', 'currency', 'percent'],
  boolean: ['boolean'],
  date: ['date'],
  datetime: ['datetime']
};

for (const lane of loadLanes(projectFolder)) {
  test(`the lane ${lane.lane} writes fields that its object has, no longer than they are`, () => {
    const object = schema.objects.get(lane.object.toLowerCase());
    assert.ok(object, `no object ${lane.object}`);
    const externalId = object.fields.get(lane.identity.externalIdField.toLowerCase());
    assert.deepEqual([externalId?.externalId, externalId?.unique, externalId?.caseSensitive], [true, true, false]);
    for (const field of lane.fields) {
      const target = object.fields.get(field.field.toLowerCase());
      assert.ok(target, `no field ${lane.object}.${field.field}`);
      assert.equal(target.name, field.field);
      assert.ok(
        FITTING[field.type]?.includes(target.type),
        `${field.field} is ${target.type}, the lane says ${field.type}`
      );
      if (field.maximumLength !== undefined)
        assert.ok(field.maximumLength <= target.length, `${field.field} is shorter`);
      if (!target.nillable) assert.ok(field.required, `${field.field} is required by the org`);
    }
    for (const name of lane.writes.protectedFields) {
      assert.equal(object.fields.get(name.toLowerCase())?.name, name);
    }
  });
}

test('the lanes are in the package as custom metadata', () => {
  const records = schema.customMetadata.filter(({ object }) => object === 'Sync_Lane__mdt');
  assert.deepEqual(
    records.map(({ developerName }) => developerName),
    loadLanes(projectFolder).map(({ lane }) => lane)
  );
});
