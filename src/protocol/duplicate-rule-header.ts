/**
 * `Sforce-Duplicate-Rule-Header: allowSave=true; includeRecordDetails=true; runAsCurrentUser=true`: any subset, all false by default.
 * Source: REST API Developer Guide, headers_duplicaterules; salesforce-facts 1.4.
 */
export interface DuplicateRuleHeaderValues {
  readonly allowSave: boolean;
  readonly includeRecordDetails: boolean;
  readonly runAsCurrentUser: boolean;
}

export const DUPLICATE_RULE_HEADER = 'sforce-duplicate-rule-header';

export function parseDuplicateRuleHeader(text: string | undefined): DuplicateRuleHeaderValues | undefined {
  if (text === undefined) return undefined;
  const values = new Map(
    text
      .split(/[;,]/)
      .map((part) => part.split('='))
      .map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim().toLowerCase() === 'true'])
  );
  return {
    allowSave: values.get('allowsave') ?? false,
    includeRecordDetails: values.get('includerecorddetails') ?? false,
    runAsCurrentUser: values.get('runascurrentuser') ?? false
  };
}

export function formatDuplicateRuleHeader(values: DuplicateRuleHeaderValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('; ');
}
