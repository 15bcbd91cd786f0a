// Runs the browser program, `force-app/tsconfig.json`, through the type checker.
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import type { Bundle } from './bundles.ts';
import { formatDiagnostics } from './compile.ts';

/** Type errors as text, one a line; an empty list when there are none. */
export function checkTypes(packageFolder: string, bundles: readonly Bundle[]): string[] {
  const configPath = resolve(packageFolder, 'tsconfig.json');
  if (!existsSync(configPath)) {
    return [`${configPath} is missing.`];
  }
  const read = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path));
  if (read.error) {
    return [formatDiagnostics([read.error])];
  }
  const config = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(configPath), undefined, configPath);
  // Whatever the configuration says: the compiler strips types and does nothing else.
  const options = { ...config.options, erasableSyntaxOnly: true, experimentalDecorators: false, noEmit: true };
  const program = ts.createProgram(config.fileNames, options);
  const diagnostics = [...config.errors, ...ts.getPreEmitDiagnostics(program)];
  return [
    ...missingPaths(configPath, config.options, bundles),
    ...diagnostics.map((diagnostic) => formatDiagnostics([diagnostic]))
  ];
}

/** `paths` allows one `*` a side, and `c/*` would need two (`*` is folder and file), so every bundle is listed by hand. */
function missingPaths(configPath: string, options: ts.CompilerOptions, bundles: readonly Bundle[]): string[] {
  return bundles
    .filter((bundle) => options.paths?.[`c/${bundle.name}`] === undefined)
    .map((bundle) => {
      const target = `./${relative(dirname(configPath), bundle.source)}`;
      return `${configPath}: add "c/${bundle.name}": ["${target}"] to compilerOptions.paths.`;
    });
}
