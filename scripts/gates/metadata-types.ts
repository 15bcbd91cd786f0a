/** Turns the declarations of `@salesforce/types` into the compact table in src/metadata/types/metadata-types.json. */
import ts from 'typescript';

/** The metadata types that the local org reads; everything that they name is collected with them. */
const ROOT_TYPES = [
  'ApexClass',
  'ApexTrigger',
  'CustomApplication',
  'CustomField',
  'CustomLabels',
  'CustomMetadata',
  'CustomNotificationType',
  'CustomObject',
  'CustomPermission',
  'CustomTab',
  'Dashboard',
  'DashboardFolder',
  'DuplicateRule',
  'FlexiPage',
  'Layout',
  'LightningComponentBundle',
  'ListView',
  'MatchingRules',
  'PermissionSet',
  'Queue',
  'Report',
  'ReportFolder',
  'ReportType',
  'ValidationRule'
];

interface Collected {
  readonly enums: Map<string, string[]>;
  readonly types: Map<string, Record<string, string>>;
}

/**
 * The table as JSON text. An element is written `type`, `type?` (may be missing) or `type*` (a list); the declarations do not tell which
 * lists must have a member, so none is demanded. User permissions are the names of `Permissions…` flags of the PermissionSet record.
 */
export function collectMetadataTypes(metadataDeclarations: string, recordDeclarations: string): string {
  const source = ts.createSourceFile('metadata.d.ts', metadataDeclarations, ts.ScriptTarget.Latest, true);
  const aliases = new Map<string, ts.TypeAliasDeclaration>();
  for (const statement of source.statements) {
    if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement);
  }
  const collected: Collected = { enums: new Map(), types: new Map() };
  for (const root of ROOT_TYPES) collect(root, aliases, collected);
  return `${JSON.stringify(
    {
      enums: sorted(collected.enums),
      types: sorted(collected.types),
      userPermissions: userPermissions(recordDeclarations)
    },
    null,
    1
  )}\n`;
}

function collect(name: string, aliases: Map<string, ts.TypeAliasDeclaration>, into: Collected): void {
  if (into.enums.has(name) || into.types.has(name)) return;
  const alias = aliases.get(name);
  if (!alias) throw new Error(`@salesforce/types declares no ${name}`);
  const values = stringValues(alias.type);
  if (values) {
    into.enums.set(name, values);
    return;
  }
  const elements: Record<string, string> = {};
  into.types.set(name, elements);
  for (const member of membersOf(alias.type, aliases)) {
    const list = ts.isArrayTypeNode(member.type) ? member.type.elementType : null;
    const base = (list ?? member.type).getText();
    elements[member.name] = base + (list ? '*' : member.optional ? '?' : '');
    const target = aliases.get(base);
    if (target && target.type.kind !== ts.SyntaxKind.StringKeyword) collect(base, aliases, into);
    else if (target) elements[member.name] = elements[member.name]!.replace(base, 'string');
  }
}

interface Member {
  readonly name: string;
  readonly type: ts.TypeNode;
  readonly optional: boolean;
}

function membersOf(type: ts.TypeNode, aliases: Map<string, ts.TypeAliasDeclaration>): Member[] {
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => membersOf(part, aliases));
  if (ts.isTypeReferenceNode(type)) {
    const base = aliases.get(type.typeName.getText());
    if (!base) throw new Error(`no declaration of ${type.getText()}`);
    return membersOf(base.type, aliases);
  }
  if (!ts.isTypeLiteralNode(type)) throw new Error(`unexpected declaration: ${type.getText()}`);
  return type.members.flatMap((member) =>
    ts.isPropertySignature(member) && member.type
      ? [{ name: member.name.getText(), type: member.type, optional: member.questionToken !== undefined }]
      : []
  );
}

function stringValues(type: ts.TypeNode): string[] | null {
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const values: string[] = [];
  for (const part of parts) {
    if (!ts.isLiteralTypeNode(part) || !ts.isStringLiteral(part.literal)) return null;
    values.push(part.literal.text);
  }
  return values;
}

function userPermissions(declarations: string): string[] {
  const names = new Set<string>();
  for (const match of declarations.matchAll(/\bPermissions([A-Z]\w*)\??:/g)) names.add(match[1]!);
  return [...names].sort();
}

function sorted<Value>(map: Map<string, Value>): Record<string, Value> {
  return Object.fromEntries([...map].sort(([left], [right]) => (left < right ? -1 : 1)));
}
