/**
 * The contract of a lane, as config/lanes/<lane>.yaml writes it. Source of truth of the client here and, compiled, of Apex.
 *
 * Every key says in its `meta` what it means and which custom metadata field it is compiled to (`here` when only the client reads it);
 * docs/lane-contract.md is generated from that.
 */
import { z } from 'zod';
import {
  ALERT_CONDITIONS,
  apiName,
  BLOCK_CONDITIONS,
  column,
  developerName,
  LOG_DIMENSIONS,
  owner,
  REPLAY_CHECKS,
  REPLAY_REQUIREMENTS,
  shortText
} from './lane-values.ts';

/** What a key means, and where it goes; a field without a type in front is one of Sync_Lane__mdt. */
const says = (description: string, compiledTo = 'here'): { description: string; compiledTo: string } => ({
  description,
  compiledTo
});

const lengthBound = ['text', 'email', 'phone'];
const laneField = z
  .strictObject({
    column: column.meta(says('column of the feed', 'Sync_Lane_Field__mdt.Source_Column__c')),
    field: apiName.meta(
      says('Salesforce field, each once; not the external id field', 'Sync_Lane_Field__mdt.Target_Field__c')
    ),
    type: z
      .enum(['text', 'email', 'phone', 'number', 'boolean', 'date', 'datetime'])
      .meta(says('what a value must be', 'Sync_Lane_Field__mdt.Data_Type__c')),
    required: z
      .boolean()
      .default(false)
      .meta(says('a row without a value is queued as VALIDATION_FAILED', 'Sync_Lane_Field__mdt.Required__c')),
    maximumLength: z
      .int()
      .min(1)
      .max(131_072)
      .optional()
      .meta(
        says('for text, email and phone: a longer value is queued, never cut', 'Sync_Lane_Field__mdt.Maximum_Length__c')
      )
  })
  .refine((field) => field.maximumLength === undefined || lengthBound.includes(field.type), {
    path: ['maximumLength'],
    error: `is only for fields of type ${lengthBound.join(', ')}`
  });

const routeText = z.string().min(1).max(255);
const routeValue = 'Sync_Lane_Route__mdt.Operator__c, .Value__c';
const route = z.strictObject({
  field: apiName
    .optional()
    .meta(says('mapped field that is looked at; not with `any`', 'Sync_Lane_Route__mdt.Field__c')),
  equals: routeText.optional().meta(says('fits when the value is this text; case does not count', routeValue)),
  startsWith: routeText.optional().meta(says('fits when the value begins with this text', routeValue)),
  in: z.array(routeText).min(1).optional().meta(says('fits when the value is one of these texts', routeValue)),
  any: z
    .literal(true)
    .optional()
    .meta(says('fits every row; only the last route can say so', 'Sync_Lane_Route__mdt.Operator__c')),
  owner: owner.meta(
    says(
      'username, or developer name of a queue where the object may belong to a queue (Lead, not Contact or Account)',
      'Sync_Lane_Route__mdt.Owner__c'
    )
  )
});

const alert = z.strictObject({
  condition: z
    .enum(ALERT_CONDITIONS)
    .meta(says('what the alert is about, each once', 'Sync_Lane_Alert__mdt.Condition__c')),
  threshold: z
    .number()
    .min(0)
    .max(9_999_999)
    .optional()
    .meta(
      says(
        'how many times within the window (without it: once); for fallback_owner_spike a percentage (without it: `ownership.fallbackAlertPercent`)',
        'Sync_Lane_Alert__mdt.Threshold__c'
      )
    ),
  windowMinutes: z
    .int()
    .min(1)
    .max(10_080)
    .default(60)
    .meta(
      says('minutes that are counted together; at most one alert in them', 'Sync_Lane_Alert__mdt.Window_Minutes__c')
    )
});

const source = z.strictObject({
  system: shortText.meta(says('name of the source, for people', 'Source_System__c')),
  externalIdColumn: column.meta(says('column of the feed with the external id')),
  externalIdPrefix: z
    .string()
    .max(20)
    .regex(/^[\w.:-]*$/, 'is letters, digits and . : _ -')
    .default('')
    .meta(
      says(
        'put before every external id by the client, so that ids of two lanes on one object cannot collide; other senders add it themselves'
      )
    ),
  versionColumn: column
    .optional()
    .meta(says('column with the version; without it the client sends the start of the run in milliseconds')),
  versionType: z
    .enum(['timestamp', 'number'])
    .default('timestamp')
    .meta(says('how versions are read; both are compared as numbers', 'Version_Type__c'))
});

const identity = z.strictObject({
  externalIdField: apiName.meta(says('field that holds the external id', 'External_Id_Field__c')),
  policy: z.enum(['A', 'B', 'C']).meta(says('which key is the truth; see the decision table', 'Policy__c')),
  matchField: apiName
    .optional()
    .meta(
      says(
        'mapped field that is the second identity key, or `none`: Email for Contact and Lead, Business_Key__c for Account. Without it: that field when the lane maps it, else the external id is the only key',
        'Match_Field__c'
      )
    ),
  crossObjects: z
    .array(apiName)
    .default([])
    .meta(says('other objects whose records may already be this row; such a row is queued', 'Cross_Objects__c'))
});

const ownership = z.strictObject({
  routes: z
    .array(route)
    .max(9999)
    .default([])
    .meta(says('tried in this order for new records; the first that fits gives the owner')),
  fallbackOwner: owner
    .optional()
    .meta(says('owner of new records that no route fits; without it the integration user', 'Fallback_Owner__c')),
  ownerOverride: z
    .enum(['never', 'withReason'])
    .default('never')
    .meta(
      says(
        'whether a row may change the owner of a record that is there: never, or when it says why',
        'Owner_Override__c'
      )
    ),
  fallbackAlertPercent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta(
      says('share of new records at the fallback owner above which an alert is raised', 'Fallback_Alert_Percent__c')
    )
});

const writes = z.strictObject({
  protectedFields: z
    .array(apiName)
    .meta(says('fields that the source may never write; `[]` for none', 'Sync_Lane_Field__mdt.Protected__c')),
  protectedFieldMode: z
    .enum(['strip', 'block'])
    .meta(says('drop a protected field and go on, or queue the row', 'Protected_Field_Mode__c')),
  unknownFieldMode: z
    .enum(['reject', 'ignore'])
    .meta(
      says(
        'a field that is not in the lane: queue the row (the client refuses the feed), or leave it out',
        'Unknown_Field_Mode__c'
      )
    ),
  /** The payload of a queued row must fit into its exception: a long text area of 32,768 characters. */
  maximumRowBytes: z
    .int()
    .min(256)
    .max(32_000)
    .meta(says('a larger row is REJECTED: an exception could not hold it', 'Maximum_Row_Bytes__c')),
  blockIf: z
    .array(z.enum(BLOCK_CONDITIONS))
    .optional()
    .meta(
      says(
        'what queues a row instead of writing it. The first two always do and must be listed; the third goes with `protectedFieldMode: block`. Without it: what follows from the mode',
        'Block_Conditions__c'
      )
    )
});

const retry = z.strictObject({
  limit: z
    .int()
    .min(0)
    .max(10)
    .meta(
      says('how often a locked row is tried again before it is queued, and a failed call is repeated', 'Retry_Limit__c')
    ),
  delaySeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .meta(says('seconds before the first retry in the org; doubled for each further one', 'Retry_Delay_Seconds__c'))
});

const replay = z.strictObject({
  requires: z
    .array(z.enum(REPLAY_REQUIREMENTS))
    .default([...REPLAY_REQUIREMENTS])
    .meta(
      says(
        'what a person must give before a replay: a name (the user is always recorded), a reason (the note), and what the preview showed. `[]` asks for nothing',
        'Replay_Requires__c'
      )
    ),
  verifies: z
    .array(z.enum(REPLAY_CHECKS))
    .default([...REPLAY_CHECKS])
    .meta(
      says(
        'what must be as the preview showed it, or the replay is refused: the record that the row concerns, what was last written to it, its owner',
        'Replay_Verifies__c'
      )
    )
});

const observability = z.strictObject({
  alertOwner: owner.optional().meta(says('username or queue developer name that alerts go to', 'Alert_Owner__c')),
  logDimensions: z
    .array(z.enum(LOG_DIMENSIONS))
    .default([])
    .meta(
      says(
        'what the message of every alert names, as far as it is known: the user who ran the call, the first five external ids, the object, the outcomes',
        'Log_Dimensions__c'
      )
    ),
  alerts: z.array(alert).default([]).meta(says('when alerts are raised'))
});

export const laneSchema = z.strictObject({
  lane: developerName.meta(says('name of the lane and of its file; part of the URL', 'DeveloperName')),
  object: apiName.meta(says('object that the lane writes', 'Object__c')),
  active: z.boolean().default(true).meta(says('an inactive lane is refused with 403', 'Active__c')),
  owners: z
    .strictObject({
      business: shortText.optional().meta(says('who answers for the data', 'Business_Owner__c')),
      technical: shortText.optional().meta(says('who answers for the integration', 'Technical_Owner__c'))
    })
    .prefault({}),
  integrationUser: shortText
    .optional()
    .meta(
      says(
        'user whose name stands behind the writes; its username when `integrationUserOnly` is true, else for people who read the contract',
        'Integration_User__c'
      )
    ),
  integrationUserOnly: z
    .boolean()
    .default(false)
    .meta(
      says(
        'true refuses rows of everybody else with 403 SENDER_NOT_ALLOWED, at every door; `check` stays open',
        'Integration_User_Only__c'
      )
    ),
  source,
  ignoredColumns: z
    .array(column)
    .default([])
    .meta(says('columns of the feed that are not sent; a column neither mapped nor here is unknown')),
  parent: z
    .strictObject({
      lane: developerName.meta(
        says('lane in whose rows the rows of this lane may come, under `children`', 'Parent_Lane__c')
      ),
      field: apiName.meta(says("lookup of this lane's object that points to the parent", 'Parent_Field__c'))
    })
    .optional(),
  identity,
  fields: z.array(laneField).min(1).meta(says('the fields that the source may write')),
  ownership: ownership.prefault({}),
  writes,
  duplicates: z.strictObject({
    allowSave: z
      .boolean()
      .meta(says('true saves past alerts of duplicate rules; never past a rule that blocks', 'Duplicate_Allow_Save__c'))
  }),
  retry,
  replay: replay.prefault({}),
  observability: observability.prefault({}),
  alerts: z
    .strictObject({ owner: shortText.meta(says('older spelling of `observability.alertOwner`', 'Alert_Owner__c')) })
    .optional()
});

type Deep<Value> = Value extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Deep<Value[Key]> }
    : Value;

export type Lane = Deep<z.infer<typeof laneSchema>>;
export type LaneField = Lane['fields'][number];
export type LaneFieldType = LaneField['type'];
export type LaneRoute = Lane['ownership']['routes'][number];
