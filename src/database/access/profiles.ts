/**
 * What a user has before any permission set: the profile. Profiles cannot be deployed to the local org; these four exist, under the names
 * and with the gist of those of a new org. Source: Salesforce Help, "Standard Profiles" and "Minimum Access - API Only Integrations".
 */

export interface ProfileBaseline {
  readonly name: string;
  readonly userPermissions: readonly string[];
  /** Create, read, edit and delete on the standard objects that people work with, and field-level security on their standard fields. */
  readonly standardRecords: boolean;
}

/**
 * "Modify All Data" stands above object permissions and sharing, but not above field-level security: a custom field that was deployed
 * without a permission set is hidden from administrators too (observed in public deployments: tests of a package fail with "fields being
 * inaccessible" until a permission set is assigned).
 */
const administrator: ProfileBaseline = {
  name: 'System Administrator',
  userPermissions: [
    'ApiEnabled',
    'AssignPermissionSets',
    'AuthorApex',
    'CustomizeApplication',
    'LightningExperienceUser',
    'ManageUsers',
    'ModifyAllData',
    'ModifyMetadata',
    'ViewAllData',
    'ViewSetup'
  ],
  standardRecords: true
};

const standardUser: ProfileBaseline = {
  name: 'Standard User',
  userPermissions: ['ApiEnabled', 'LightningExperienceUser'],
  standardRecords: true
};

/** The profile of people who have everything from permission sets. Source: Salesforce Help, "Minimum Access - Salesforce". */
const minimum: ProfileBaseline = {
  name: 'Minimum Access - Salesforce',
  userPermissions: ['LightningExperienceUser'],
  standardRecords: false
};

/** Access to records and fields comes from permission sets alone. */
const integration: ProfileBaseline = {
  name: 'Minimum Access - API Only Integrations',
  userPermissions: ['ApiEnabled', 'ApiUserOnly'],
  standardRecords: false
};

export const PROFILES = { administrator, standardUser, minimum, integration } as const;

const byName = new Map(Object.values(PROFILES).map((profile) => [profile.name, profile]));

/** A profile that somebody made up gives nothing. */
export function baselineOf(profileName: string): ProfileBaseline {
  return byName.get(profileName) ?? { name: profileName, userPermissions: [], standardRecords: false };
}
