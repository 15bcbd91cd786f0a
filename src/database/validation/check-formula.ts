/** Checks a validation formula when it is deployed, so that no rule fails for the first time at a save. */
import type { OrgSchema, SObjectDescribe } from '../../metadata/index.ts';
import { findLookup } from '../query/scope.ts';
import { FormulaError, isKnownFunction, parseFormula, walkFormula } from './formula.ts';

/** Returns what is wrong, in one sentence, or null. With a schema, relationship paths and permissions are followed too. */
export function checkFormula(formula: string, describe: SObjectDescribe, schema?: OrgSchema): string | null {
  try {
    const problems: string[] = [];
    const note = (problem: string | null): void => {
      if (problem !== null) problems.push(problem);
    };
    walkFormula(
      parseFormula(formula),
      (name) => note(checkName(name, describe, schema)),
      (id) => note(isKnownFunction(id) ? null : `Unknown function ${id.toUpperCase()}. Check spelling.`)
    );
    return problems[0] ?? null;
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
}

function checkName(name: string, describe: SObjectDescribe, schema: OrgSchema | undefined): string | null {
  const parts = name.split('.');
  if (name.startsWith('$')) {
    const [global = '', member = ''] = parts;
    if (global === '$Permission') {
      if (!schema || schema.customPermissions.some((permission) => permission.toLowerCase() === member.toLowerCase()))
        return null;
      return `Custom permission ${member} does not exist. Check spelling.`;
    }
    if (global === '$User' || global === '$Profile') return member ? null : `${name} needs a field.`;
    return `Global variable ${global} is not supported in validation rules of the local org.`;
  }
  let object = describe;
  for (const relationship of parts.slice(0, -1)) {
    const lookup = findLookup(object, relationship);
    if (!lookup) return `Field ${name} does not exist. Check spelling.`;
    const parent = schema?.objects.get(lookup.referenceTo?.[0]?.toLowerCase() ?? '');
    if (!parent) return null;
    object = parent;
  }
  return object.fields.has((parts.at(-1) ?? '').toLowerCase()) ? null : `Field ${name} does not exist. Check spelling.`;
}
