/** Which elements of a file in metadata format are components of their own. Source: Metadata API Developer Guide, "CustomObject"; npm `@salesforce/source-deploy-retrieve`. */

/** Elements of an object file. */
export const OBJECT_PARTS: Readonly<Record<string, string>> = {
  fields: 'CustomField',
  validationRules: 'ValidationRule',
  listViews: 'ListView',
  recordTypes: 'RecordType',
  compactLayouts: 'CompactLayout',
  fieldSets: 'FieldSet',
  webLinks: 'WebLink'
};

/** Types whose file holds several components that package.xml may name one by one. */
export const CONTAINERS: Readonly<Record<string, string>> = {
  MatchingRules: 'MatchingRule',
  CustomLabels: 'CustomLabel'
};

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
