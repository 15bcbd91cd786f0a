/** Turns the components of a deploy and the problems found in them into the messages of its report. */
import type { Diagnostic } from '../../base/index.ts';
import type { DeployedComponent, SourceTree } from '../../metadata/index.ts';
import type { DeployMessage } from './deploy-result.ts';

/** One message for each component of the deploy, package.xml among them, as the platform reports it. */
export function successMessages(
  components: readonly DeployedComponent[],
  manifestFile: string,
  now: string
): DeployMessage[] {
  const manifest = message({ type: '', fullName: 'package.xml', file: manifestFile }, now);
  return [
    { ...manifest, changed: true },
    ...components.map((component) => ({
      ...message(component, now),
      created: component.change === 'created',
      changed: component.change !== 'unchanged',
      deleted: component.change === 'deleted'
    }))
  ];
}

/**
 * One message for each problem, at the component that holds its line. Parts of an object share a file, so the last one that begins before the
 * line is meant.
 */
export function problemMessages(
  diagnostics: readonly Diagnostic[],
  tree: SourceTree,
  manifestFile: string,
  now: string
): DeployMessage[] {
  return diagnostics.map((diagnostic) => {
    const place = placeOf(diagnostic, tree) ?? { type: '', fullName: 'package.xml', file: manifestFile };
    return {
      ...message(place, now),
      fileName: diagnostic.file,
      success: diagnostic.severity === 'warning',
      problem: `${diagnostic.message} (${diagnostic.code})`,
      problemType: diagnostic.severity === 'warning' ? 'Warning' : 'Error',
      ...(diagnostic.line > 0 && { lineNumber: diagnostic.line, columnNumber: diagnostic.column })
    };
  });
}

interface Place {
  readonly type: string;
  readonly fullName: string;
  readonly file: string;
}

function placeOf({ file, line }: Diagnostic, tree: SourceTree): Place | undefined {
  const bundle = tree.bundles.find(({ folder }) => file === folder || file.startsWith(`${folder}/`));
  if (bundle) return { type: 'LightningComponentBundle', fullName: bundle.name, file };
  const inFile = tree.components.filter((component) => component.file === file || component.code?.file === file);
  const before = inFile.filter((component) => component.xml.position.line <= Math.max(line, 1));
  const component = (before.length > 0 ? before : inFile).reduce<(typeof inFile)[number] | undefined>(
    (best, item) => (best && best.xml.position.line >= item.xml.position.line ? best : item),
    undefined
  );
  return component && { type: component.type.type, fullName: component.fullName, file };
}

function message({ type, fullName, file }: Place, now: string): DeployMessage {
  return {
    componentType: type,
    fullName,
    fileName: file,
    success: true,
    created: false,
    changed: false,
    deleted: false,
    createdDate: now
  };
}
