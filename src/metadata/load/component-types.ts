/**
 * Where each metadata type lives. Source: the registry of npm `@salesforce/source-deploy-retrieve` (salesforce-facts 2): folder, suffix and
 * type name. A file outside these is refused, as a deploy would leave it out or fail.
 */
export interface ComponentType {
  readonly type: string;
  /** Name of the folder that holds the files (for parts of an object: the folder inside the object's folder). */
  readonly folder: string;
  /** File ending without the dot and without `-meta.xml`. */
  readonly suffix: string;
  /** `code`: a source file with a `-meta.xml` beside it. `part`: inside `objects/<Object>/`. `foldered`: one folder deeper is allowed. */
  readonly shape: 'file' | 'code' | 'part' | 'foldered';
  /** Why the local org refuses it. */
  readonly refused?: string;
}

export const componentTypes: readonly ComponentType[] = [
  { type: 'CustomObject', folder: 'objects', suffix: 'object', shape: 'part' },
  { type: 'CustomField', folder: 'fields', suffix: 'field', shape: 'part' },
  { type: 'ValidationRule', folder: 'validationRules', suffix: 'validationRule', shape: 'part' },
  { type: 'ListView', folder: 'listViews', suffix: 'listView', shape: 'part' },
  { type: 'RecordType', folder: 'recordTypes', suffix: 'recordType', shape: 'part', refused: 'record types' },
  { type: 'CompactLayout', folder: 'compactLayouts', suffix: 'compactLayout', shape: 'part' },
  { type: 'FieldSet', folder: 'fieldSets', suffix: 'fieldSet', shape: 'part', refused: 'field sets' },
  { type: 'WebLink', folder: 'webLinks', suffix: 'webLink', shape: 'part', refused: 'web links' },
  { type: 'MatchingRules', folder: 'matchingRules', suffix: 'matchingRule', shape: 'file' },
  { type: 'DuplicateRule', folder: 'duplicateRules', suffix: 'duplicateRule', shape: 'file' },
  { type: 'CustomMetadata', folder: 'customMetadata', suffix: 'md', shape: 'file' },
  { type: 'PermissionSet', folder: 'permissionsets', suffix: 'permissionset', shape: 'file' },
  { type: 'CustomPermission', folder: 'customPermissions', suffix: 'customPermission', shape: 'file' },
  { type: 'Queue', folder: 'queues', suffix: 'queue', shape: 'file' },
  { type: 'CustomTab', folder: 'tabs', suffix: 'tab', shape: 'file' },
  { type: 'CustomApplication', folder: 'applications', suffix: 'app', shape: 'file' },
  { type: 'FlexiPage', folder: 'flexipages', suffix: 'flexipage', shape: 'file' },
  { type: 'Layout', folder: 'layouts', suffix: 'layout', shape: 'file' },
  { type: 'ReportType', folder: 'reportTypes', suffix: 'reportType', shape: 'file' },
  { type: 'Report', folder: 'reports', suffix: 'report', shape: 'foldered' },
  { type: 'ReportFolder', folder: 'reports', suffix: 'reportFolder', shape: 'file' },
  { type: 'Dashboard', folder: 'dashboards', suffix: 'dashboard', shape: 'foldered' },
  { type: 'DashboardFolder', folder: 'dashboards', suffix: 'dashboardFolder', shape: 'file' },
  { type: 'CustomNotificationType', folder: 'notificationtypes', suffix: 'notiftype', shape: 'file' },
  { type: 'CustomLabels', folder: 'labels', suffix: 'labels', shape: 'file' },
  { type: 'ApexClass', folder: 'classes', suffix: 'cls', shape: 'code' },
  { type: 'ApexTrigger', folder: 'triggers', suffix: 'trigger', shape: 'code' },
  { type: 'Flow', folder: 'flows', suffix: 'flow', shape: 'file', refused: 'flows' },
  { type: 'QuickAction', folder: 'quickActions', suffix: 'quickAction', shape: 'file', refused: 'quick actions' },
  { type: 'Profile', folder: 'profiles', suffix: 'profile', shape: 'file', refused: 'profiles' },
  { type: 'SharingRules', folder: 'sharingRules', suffix: 'sharingRules', shape: 'file', refused: 'sharing rules' },
  { type: 'Role', folder: 'roles', suffix: 'role', shape: 'file', refused: 'roles' },
  { type: 'Group', folder: 'groups', suffix: 'group', shape: 'file', refused: 'public groups of a package' },
  { type: 'ApexPage', folder: 'pages', suffix: 'page', shape: 'code', refused: 'Visualforce pages' }
];

/** Folder of Lightning web component bundles. */
export const LWC_FOLDER = 'lwc';

export function componentTypeBySuffix(suffix: string): ComponentType | undefined {
  return componentTypes.find((candidate) => candidate.suffix === suffix);
}
