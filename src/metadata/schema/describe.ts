/** What an org knows about its objects: the model that compiler, database and API all read. Built once per deploy, then frozen. */

/** Salesforce's own names for field types (Schema.DisplayType, lower case as the REST describe writes them). */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'reference'
  | 'base64'
  | 'address';

export interface FieldDescribe {
  /** API name in its canonical case, e.g. `External_Contact_ID__c`. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Characters, for text types. */
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly custom: boolean;
  /** False when a null is refused (`required` on a custom field, or the platform's own rule, e.g. Contact.LastName). */
  readonly nillable: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly autoNumberFormat?: string;
  /** Constant default, already typed: string, number or boolean. */
  readonly defaultValue?: string | number | boolean;
  readonly picklistValues?: readonly string[];
  /** True when values outside the list are refused (restricted picklist). */
  readonly restrictedPicklist?: boolean;
  readonly referenceTo?: readonly string[];
  /** Name of the parent relationship, e.g. `Account` for AccountId, `Run__r` for Run__c. */
  readonly relationshipName?: string;
  /** What a delete of the parent does to this record. */
  readonly deleteConstraint?: 'SetNull' | 'Restrict' | 'Cascade';
  /** A value worked out from other fields by the org on save, e.g. Contact.Name from FirstName and LastName. */
  readonly compound?: 'personName';
  /** Master-detail: required, cascades deletes, not reparentable. */
  readonly masterDetail?: boolean;
  /** Of a master-detail: whether Read on the master is enough to write the detail (`writeRequiresMasterRead`); otherwise it takes Edit. */
  readonly writeNeedsMasterRead?: boolean;
}

export interface ChildRelationship {
  /** Plural relationship name, e.g. `Contacts`, `Exceptions__r`. */
  readonly relationshipName: string;
  readonly childSObject: string;
  /** The lookup field on the child. */
  readonly field: string;
}

export type PublishBehavior = 'PublishAfterCommit' | 'PublishImmediately';

/**
 * Organization-wide default of an object: what users may do with records that are not theirs. Metadata API Developer Guide, "CustomObject",
 * SharingModel; the values for objects that the local org does not have are left out.
 */
export type SharingModel = 'Private' | 'Read' | 'ReadWrite' | 'ReadWriteTransfer' | 'FullAccess' | 'ControlledByParent';

export type SObjectKind = 'standard' | 'custom' | 'customMetadata' | 'platformEvent';

export interface SObjectDescribe {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly kind: SObjectKind;
  /** Absent: records of this object are not shared one by one (setup objects, price books, events, custom metadata). */
  readonly sharingModel?: SharingModel;
  /** Of a platform event: whether it waits for the commit of the transaction that publishes it. */
  readonly publishBehavior?: PublishBehavior;
  /** Fields by lower-case API name, in declaration order. */
  readonly fields: ReadonlyMap<string, FieldDescribe>;
  /** Children by lower-case relationship name. */
  readonly childRelationships: ReadonlyMap<string, ChildRelationship>;
}

export interface ValidationRule {
  readonly object: string;
  readonly name: string;
  readonly active: boolean;
  readonly errorConditionFormula: string;
  readonly errorMessage: string;
  readonly errorDisplayField?: string;
}

export type MatchingMethod =
  'Exact' | 'FirstName' | 'LastName' | 'CompanyName' | 'Phone' | 'City' | 'Street' | 'Zip' | 'Title';

export interface MatchingRuleItem {
  readonly fieldName: string;
  readonly matchingMethod: MatchingMethod;
  readonly blankValueBehavior: 'MatchBlanks' | 'NullNotAllowed';
}

export interface MatchingRule {
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly active: boolean;
  /** Numbers items from 1 in document order; absent means all of them. */
  readonly booleanFilter?: string;
  readonly items: readonly MatchingRuleItem[];
}

export interface DuplicateRuleFilterItem {
  readonly field: string;
  readonly operation: string;
  readonly value: string;
  readonly table: string;
  readonly sortOrder: number;
}

export interface DuplicateRule {
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly active: boolean;
  readonly actionOnInsert: 'Allow' | 'Block';
  readonly actionOnUpdate: 'Allow' | 'Block';
  readonly alertText?: string;
  readonly operationsOnInsert: readonly ('Alert' | 'Report')[];
  readonly operationsOnUpdate: readonly ('Alert' | 'Report')[];
  readonly securityOption: 'EnforceSharingRules' | 'BypassSharingRules';
  readonly sortOrder: number;
  readonly filter?: { readonly booleanFilter?: string; readonly items: readonly DuplicateRuleFilterItem[] };
  readonly matchRules: readonly {
    readonly matchRuleSObjectType: string;
    readonly matchingRule: string;
    /** Input field of the rule's object -> output field of the matched object, for cross-object rules. */
    readonly mapping?: ReadonlyMap<string, string>;
  }[];
}

/** A record that arrives by deploy: a custom metadata record. Values by canonical field name. */
export interface CustomMetadataRecord {
  readonly object: string;
  readonly developerName: string;
  readonly label: string;
  readonly values: ReadonlyMap<string, string | number | boolean | null>;
}

export interface PermissionSet {
  readonly name: string;
  readonly label: string;
  readonly customPermissions: readonly string[];
  readonly userPermissions: readonly string[];
  readonly classAccesses: readonly string[];
  /** API names of custom metadata types. */
  readonly customMetadataTypeAccesses: readonly string[];
  readonly objectPermissions: readonly {
    readonly object: string;
    readonly allowCreate: boolean;
    readonly allowRead: boolean;
    readonly allowEdit: boolean;
    readonly allowDelete: boolean;
    readonly viewAllRecords: boolean;
    readonly modifyAllRecords: boolean;
  }[];
  readonly fieldPermissions: readonly {
    readonly field: string;
    readonly readable: boolean;
    readonly editable: boolean;
  }[];
}

export interface NotificationType {
  readonly name: string;
  readonly label: string;
  readonly desktop: boolean;
  readonly mobile: boolean;
}

/** Everything that the database and the compiler need to know of the deployed org. */
export interface OrgSchema {
  /** Objects by lower-case API name. */
  readonly objects: ReadonlyMap<string, SObjectDescribe>;
  readonly validationRules: readonly ValidationRule[];
  readonly matchingRules: readonly MatchingRule[];
  readonly duplicateRules: readonly DuplicateRule[];
  readonly customMetadata: readonly CustomMetadataRecord[];
  readonly customPermissions: readonly string[];
  readonly permissionSets: readonly PermissionSet[];
  /** Custom notification types of the package. */
  readonly notificationTypes?: readonly NotificationType[];
  readonly queues: readonly { readonly name: string; readonly label: string; readonly objects: readonly string[] }[];
}
