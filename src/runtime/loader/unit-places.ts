/** Names the places of a unit in stack traces, as Salesforce writes them: `Class.Foo.Inner.method`, `Class.Foo.<init>`, `Trigger.Name`. */
import type { ClassInfo, CompiledUnit } from '../../apex/linkage.ts';
import type { EmittedFile } from '../values/index.ts';

export function unitPlaces(unit: CompiledUnit): EmittedFile {
  if (unit.kind === 'trigger') return { place: () => `Trigger.${unit.name}` };
  const byIdentifier = new Map(unit.classes.map((info) => [info.name.replaceAll('.', '_').toLowerCase(), info]));
  return {
    place(functionName) {
      const constructed = functionName.startsWith('new ');
      const [receiver = '', member = ''] = functionName.replace(/^new /, '').split('.', 2);
      // V8 names the class of the receiver, which may be a subclass from another file: then the method's own class is this file's.
      const info = byIdentifier.get(receiver.toLowerCase()) ?? declaringClass(unit, member || receiver);
      const name = constructed ? '<init>' : memberName(info, member || receiver);
      return `Class.${info?.name ?? unit.name}.${name}`;
    }
  };
}

function declaringClass(unit: CompiledUnit, key: string): ClassInfo | undefined {
  return unit.classes.find((info) => info.methods.some((method) => method.key === key)) ?? unit.classes[0];
}

function memberName(info: ClassInfo | undefined, key: string): string {
  if (key.startsWith('c$')) return '<init>';
  const accessor = /^[gs]et\$(.+)$/.exec(key)?.[1];
  if (accessor) return info?.fields.find((field) => field.name.toLowerCase() === accessor)?.name ?? accessor;
  const method = info?.methods.find((candidate) => candidate.key === key);
  return method?.name ?? (key.startsWith('$') || key === '' ? '<clinit>' : key.split('$', 1)[0]) ?? key;
}
