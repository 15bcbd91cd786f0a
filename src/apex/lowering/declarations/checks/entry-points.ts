/** Methods that the platform calls by annotation. */
import { declarationProblems } from '../../../diagnostics/index.ts';
import { hasAnnotation, isTestMethod } from '../class-info.ts';
import type { EmittedClassContext } from '../emitted-class.ts';

const needStatic: readonly string[] = [
  'AuraEnabled',
  'HttpGet',
  'HttpPost',
  'HttpPut',
  'HttpPatch',
  'HttpDelete',
  'InvocableMethod',
  'TestSetup',
  'Future',
  'RemoteAction'
];

export function checkEntryPoints(emitted: EmittedClassContext): void {
  const { symbol } = emitted;
  if (symbol.outer && hasAnnotation(symbol.modifiers, 'istest'))
    emitted.report(declarationProblems.testClassPlace(), symbol.at);
  for (const overloads of symbol.methods.values()) {
    const exposed = overloads.filter((method) => hasAnnotation(method.declaration.modifiers, 'auraenabled'));
    for (const method of overloads) {
      const { modifiers, at, name } = method.declaration;
      for (const annotation of needStatic)
        if (hasAnnotation(modifiers, annotation.toLowerCase()) && !method.static)
          emitted.report(declarationProblems.annotationOnInstance(annotation, name), at);
      const isPlainTest = method.static && method.returnType.kind === 'void' && method.parameters.length === 0;
      if (isTestMethod(modifiers) && !isPlainTest) emitted.report(declarationProblems.testMethodShape(name), at);
    }
    // Since API version 55.0 (Summer '22 release notes; salesforce-facts 8.28).
    const [, second] = exposed;
    if (second) emitted.report(declarationProblems.auraOverload(second.name), second.declaration.at);
  }
}
