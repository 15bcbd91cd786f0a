/** The contract of a lane, as config/lanes/<lane>.yaml writes it. Source of truth of the client here and, compiled, of Apex. */
import { z } from 'zod';

/** Developer name of custom metadata: at most 40 characters, no double underscore (salesforce-facts 2). */
const developerName = z
  .string()
  .max(40)
  .regex(/^[a-z](?!.*__)[a-z0-9_]*[a-z0-9]$/, 'is lower-case letters, digits and single underscores, a letter first');
const apiName = z
  .string()
  .max(80)
  .regex(/^[A-Za-z]\w*$/, 'is the API name of an object or field');
const column = z.string().min(1).max(80);

const lengthBound = ['text', 'email', 'phone'];
const laneField = z
  .strictObject({
    column,
    field: apiName,
    type: z.enum(['text', 'email', 'phone', 'number', 'boolean', 'date', 'datetime']),
    required: z.boolean().default(false),
    maximumLength: z.int().min(1).max(131_072).optional()
  })
  .refine((field) => field.maximumLength === undefined || lengthBound.includes(field.type), {
    path: ['maximumLength'],
    error: `is only for fields of type ${lengthBound.join(', ')}`
  });

export const laneSchema = z.strictObject({
  lane: developerName,
  object: apiName,
  /** An inactive lane is refused with 403. */
  active: z.boolean().default(true),
  source: z.strictObject({
    system: z.string().min(1).max(80),
    externalIdColumn: column,
    /** Put before every external id by the client, so that ids of two lanes on one object cannot collide. */
    externalIdPrefix: z
      .string()
      .max(20)
      .regex(/^[\w.:-]*$/, 'is letters, digits and . : _ -')
      .default(''),
    /** Without it the version of every row is the start of the run, in milliseconds. */
    versionColumn: column.optional(),
    versionType: z.enum(['timestamp', 'number']).default('timestamp')
  }),
  /** Columns of the feed that are not sent. A column that is neither mapped nor here is an unknown column. */
  ignoredColumns: z.array(column).default([]),
  identity: z.strictObject({ externalIdField: apiName, policy: z.enum(['A', 'B', 'C']) }),
  fields: z.array(laneField).min(1),
  writes: z.strictObject({
    protectedFields: z.array(apiName),
    protectedFieldMode: z.enum(['strip', 'block']),
    unknownFieldMode: z.enum(['reject', 'ignore']),
    /** The payload of a queued row must fit into its exception: a long text area of 32,768 characters. */
    maximumRowBytes: z.int().min(256).max(32_000)
  }),
  duplicates: z.strictObject({ allowSave: z.boolean() }),
  retry: z.strictObject({ limit: z.int().min(0).max(10) }),
  alerts: z.strictObject({ owner: z.string().min(1).max(80) })
});

type Deep<Value> = Value extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Deep<Value[Key]> }
    : Value;

export type Lane = Deep<z.infer<typeof laneSchema>>;
export type LaneField = Lane['fields'][number];
export type LaneFieldType = LaneField['type'];
