/** The shipped lanes against the package that they are shipped in. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadPackage } from '../../src/metadata/index.ts';
import { COMPILED_FIELDS, loadLanes, recordsOfLane } from '../../src/sync/lanes/index.ts';

const projectFolder = join(import.meta.dirname, '../..');
const { schema } = loadPackage(projectFolder);
const lanes = loadLanes(projectFolder);

/** Types of fields that hold what a lane's type brings. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  text: ['string', 'textarea', 'picklist', 'url', 'reference'],
  email: ['email'],
  phone: ['phone'],
  number: ['double', 'int', 'currency', 'percent'],
  boolean: ['boolean'],
  date: ['date'],
  datetime: ['datetime']
};

for (const lane of lanes) {
  const object = schema.objects.get(lane.object.toLowerCase());

  test(
    `the lane ${lane.lane} writes fields that its object has, no longer than they are`,
    { skip: !lane.active },
    () => {
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
      if (lane.parent) {
        const parent = lanes.find((other) => other.lane === lane.parent?.lane);
        assert.deepEqual(object.fields.get(lane.parent.field.toLowerCase())?.referenceTo, [parent?.object]);
      }
    }
  );

  test(`the lane ${lane.lane} names only owners that come with the package`, () => {
    const { routes, fallbackOwner } = lane.ownership;
    const owners = [...routes.map(({ owner }) => owner), ...(fallbackOwner === undefined ? [] : [fallbackOwner])];
    if (owners.length > 0) assert.ok(object?.fields.has('ownerid'), `${lane.object} has no owner`);
    for (const owner of owners) {
      const queue = schema.queues.find(({ name }) => name === owner);
      assert.ok(queue, `no queue ${owner}; users do not come with a package`);
      assert.ok(queue.objects.includes(lane.object), `the queue ${owner} takes no ${lane.object}`);
    }
    assert.ok(schema.queues.some(({ name }) => name === lane.observability.alertOwner));
  });

  test(`the lane ${lane.lane} fills every field of its custom metadata types`, () => {
    for (const { type, values } of recordsOfLane(lane)) {
      const fields = [...(schema.objects.get(`${type}__mdt`.toLowerCase())?.fields.values() ?? [])];
      const custom = fields.filter((field) => field.custom).map(({ name }) => name);
      assert.deepEqual(Object.keys(values), custom.sort());
      assert.deepEqual(Object.keys(values), COMPILED_FIELDS[type]);
    }
  });
}

test('the lanes are in the package as custom metadata', () => {
  const records = schema.customMetadata.filter(({ object }) => object === 'Sync_Lane__mdt');
  assert.deepEqual(
    records.map(({ developerName }) => developerName).sort(),
    lanes.map(({ lane }) => lane)
  );
});
