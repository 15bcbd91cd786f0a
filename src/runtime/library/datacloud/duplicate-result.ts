/**
 * Datacloud.DuplicateResult and what hangs below it (salesforce-facts 3.2; Apex Reference, "Datacloud Namespace"). The values are the
 * database's own plain objects, so each class knows its instances by their shape.
 */
import type { PlatformClass, PlatformMembers } from '../../../apex/platform/platform-class.ts';
import { ApexDouble } from '../../../base/index.ts';
import type { DuplicateResult, MatchedRecord, MatchResult } from '../../../database/index.ts';
import { errorList } from '../database/results.ts';
import { ApexList } from '../../values/index.ts';

type FieldDiff = MatchedRecord['fieldDiffs'][number];

const duplicateResult: PlatformMembers = {
  'String getDuplicateRule()': (self: DuplicateResult) => self.duplicateRule,
  'String getDuplicateRuleEntityType()': (self: DuplicateResult) => self.duplicateRuleEntityType,
  'String getErrorMessage()': (self: DuplicateResult) => self.errorMessage,
  'List<Datacloud.MatchResult> getMatchResults()': (self: DuplicateResult) =>
    new ApexList('Datacloud.MatchResult', [...self.matchResults]),
  'Boolean isAllowSave()': (self: DuplicateResult) => self.allowSave
};

const matchResult: PlatformMembers = {
  'String getEntityType()': (self: MatchResult) => self.entityType,
  /** Errors of the match engine, which ours does not have: it answers or the whole save fails. */
  'List<Database.Error> getErrors()': () => errorList([]),
  'String getMatchEngine()': (self: MatchResult) => self.matchEngine,
  'List<Datacloud.MatchRecord> getMatchRecords()': (self: MatchResult) =>
    new ApexList('Datacloud.MatchRecord', [...self.matchRecords]),
  'String getRule()': (self: MatchResult) => self.rule,
  'Integer getSize()': (self: MatchResult) => self.matchRecords.length,
  'Boolean isSuccess()': () => true
};

const matchRecord: PlatformMembers = {
  'SObject getRecord()': (self: MatchedRecord) => self.record,
  'Double getMatchConfidence()': (self: MatchedRecord) => new ApexDouble(self.matchConfidence),
  'List<Datacloud.FieldDiff> getFieldDiffs()': (self: MatchedRecord) =>
    new ApexList('Datacloud.FieldDiff', [...self.fieldDiffs])
};

const fieldDiff: PlatformMembers = {
  'String getName()': (self: FieldDiff) => self.name,
  'String getDifference()': (self: FieldDiff) => self.difference
};

function shapedClass(name: string, members: PlatformMembers, property: string): PlatformClass {
  return {
    name,
    kind: 'class',
    members,
    isInstance: (value) => typeof value === 'object' && value !== null && property in value
  };
}

export const datacloudClasses: readonly PlatformClass[] = [
  shapedClass('Datacloud.DuplicateResult', duplicateResult, 'duplicateRuleEntityType'),
  shapedClass('Datacloud.MatchResult', matchResult, 'matchRecords'),
  shapedClass('Datacloud.MatchRecord', matchRecord, 'matchConfidence'),
  shapedClass('Datacloud.FieldDiff', fieldDiff, 'difference')
];
