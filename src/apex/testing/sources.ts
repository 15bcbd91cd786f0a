/** Test kit: sources from texts, and an empty schema. */
import type { ApexSource, OrgSchema, SObjectDescribe } from '../../metadata/index.ts';

/** Each text is a file, named after the type that it declares. */
export function apexSources(...texts: readonly string[]): ApexSource[] {
  return texts.map((source) => {
    const trigger = /^\s*trigger\s+(\w+)/i.exec(source)?.[1];
    const name = trigger ?? /\b(?:class|interface|enum)\s+(\w+)/i.exec(source)?.[1];
    if (name === undefined) throw new Error(`The text declares nothing: ${source}`);
    const kind = trigger === undefined ? 'class' : 'trigger';
    return { kind, name, file: `${name}.${kind === 'class' ? 'cls' : 'trigger'}`, source, apiVersion: '67.0' };
  });
}

export function schemaOf(...objects: readonly SObjectDescribe[]): OrgSchema {
  return {
    objects: new Map(objects.map((object) => [object.name.toLowerCase(), object])),
    validationRules: [],
    matchingRules: [],
    duplicateRules: [],
    customMetadata: [],
    customPermissions: [],
    permissionSets: [],
    queues: []
  };
}
