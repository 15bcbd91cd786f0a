/**
 * Database.DMLOptions (Apex Reference, "DMLOptions Class"; members of the duplicate rule header: salesforce-facts 3.2). Assignment rules,
 * e-mail headers and field truncation are not emulated, so those members are not declared and do not compile.
 */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import type { DuplicateRuleHeader } from '../../../database/index.ts';

export class DuplicateRuleHeaderOptions {
  allowSave: boolean | null = null;
  runAsCurrentUser: boolean | null = null;
}

export class DmlOptions {
  optAllOrNone: boolean | null = null;
  /** There from the start: Apex assigns to `options.duplicateRuleHeader.allowSave` without creating a header first. */
  duplicateRuleHeader = new DuplicateRuleHeaderOptions();
}

export function headerOf(options: DmlOptions): DuplicateRuleHeader | null {
  const { allowSave, runAsCurrentUser } = options.duplicateRuleHeader;
  if (allowSave === null && runAsCurrentUser === null) return null;
  return {
    allowSave: allowSave ?? false,
    // A member of the REST and SOAP headers only (salesforce-facts 3.2).
    includeRecordDetails: false,
    runAsCurrentUser: runAsCurrentUser ?? false
  };
}

export const dmlOptionsClasses: readonly PlatformClass[] = [
  {
    name: 'Database.DMLOptions',
    kind: 'class',
    members: {
      'new()': () => new DmlOptions(),
      'Boolean optAllOrNone': {
        get: (self: DmlOptions) => self.optAllOrNone,
        set: (self: DmlOptions, value: boolean | null) => {
          self.optAllOrNone = value;
        }
      },
      'Database.DMLOptions.DuplicateRuleHeader duplicateRuleHeader': {
        get: (self: DmlOptions) => self.duplicateRuleHeader
      }
    },
    isInstance: (value) => value instanceof DmlOptions
  },
  {
    name: 'Database.DMLOptions.DuplicateRuleHeader',
    kind: 'class',
    members: {
      'Boolean allowSave': {
        get: (self: DuplicateRuleHeaderOptions) => self.allowSave,
        set: (self: DuplicateRuleHeaderOptions, value: boolean | null) => {
          self.allowSave = value;
        }
      },
      'Boolean runAsCurrentUser': {
        get: (self: DuplicateRuleHeaderOptions) => self.runAsCurrentUser,
        set: (self: DuplicateRuleHeaderOptions, value: boolean | null) => {
          self.runAsCurrentUser = value;
        }
      }
    },
    isInstance: (value) => value instanceof DuplicateRuleHeaderOptions
  }
];
