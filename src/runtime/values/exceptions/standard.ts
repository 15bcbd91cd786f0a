/** Names of the standard exceptions. Source: Apex Reference, "Exception Class and Built-In Exceptions". */
export const standardExceptions: readonly string[] = [
  'EventBus.InvalidReplayIdException',
  'EventBus.RetryableException',
  'System.AssertException',
  'System.AsyncException',
  'System.AuraHandledException',
  'System.BigObjectException',
  'System.CalloutException',
  'System.DmlException',
  'System.DuplicateMessageException',
  'System.EmailException',
  'System.ExternalObjectException',
  'System.FinalException',
  'System.FlowException',
  'System.HandledException',
  'System.IllegalArgumentException',
  'System.InvalidParameterValueException',
  'System.JSONException',
  'System.LimitException',
  'System.ListException',
  'System.MathException',
  'System.NoAccessException',
  'System.NoDataFoundException',
  'System.NoSuchElementException',
  'System.NullPointerException',
  'System.QueryException',
  'System.RequiredFeatureMissingException',
  'System.SearchException',
  'System.SecurityException',
  'System.SerializationException',
  'System.SObjectException',
  'System.StringException',
  'System.TypeException',
  'System.UnexpectedException',
  'System.VisualforceException',
  'System.XmlException'
];

/**
 * Apex cannot catch these. Sources: Apex Developer Guide, "Exceptions in Apex" (LimitException: "cannot be caught"), Apex Reference,
 * "Assert Class" ("You can't catch an assertion failure using a try/catch block").
 */
const uncatchable = new Set(['System.LimitException', 'System.AssertException']);

export function isCatchable(typeName: string): boolean {
  return !uncatchable.has(typeName);
}
