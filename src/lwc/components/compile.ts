// Strips the types of a component and keeps everything else, decorators included.
//
// Only JavaScript can be deployed, and the LWC compiler of the platform handles the decorators itself (salesforce-facts 5), so
// the target is ESNext and `experimentalDecorators` stays off.
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  removeComments: false
};

/** The same text for the same source and compiler: this is what makes a stale `.js` visible by comparison. */
export function compileComponent(source: string, fileName: string): string {
  const { outputText, diagnostics } = ts.transpileModule(source, {
    fileName,
    compilerOptions: OPTIONS,
    reportDiagnostics: true
  });
  if (diagnostics && diagnostics.length > 0) {
    throw new Error(formatDiagnostics(diagnostics));
  }
  return outputText;
}

export function formatDiagnostics(diagnostics: readonly ts.Diagnostic[]): string {
  return ts
    .formatDiagnostics(diagnostics, {
      getCanonicalFileName: (fileName) => fileName,
      getCurrentDirectory: () => process.cwd(),
      getNewLine: () => '\n'
    })
    .trimEnd();
}
