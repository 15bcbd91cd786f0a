/** Organization-wide defaults of objects (Metadata API Developer Guide, "CustomObject", sharingModel). */
import type { DiagnosticBag } from '../../base/index.ts';
import type { FieldDescribe, SharingModel, SObjectDescribe } from '../schema/describe.ts';
import type { SourceComponent } from './source-files.ts';
import { childrenOf, positionOf, textOf } from './xml.ts';

const CARRIED_OUT: readonly string[] = [
  'Private',
  'Read',
  'ReadWrite',
  'ReadWriteTransfer',
  'FullAccess',
  'ControlledByParent'
] satisfies SharingModel[];

/** Objects with levels of their own (Salesforce Help, "Organization-Wide Default Access Settings"). */
const TRANSFERABLE: readonly string[] = ['Lead', 'Case'];
const FULLY_ACCESSIBLE: readonly string[] = ['Campaign'];
const CONTROLLED_BY_PARENT: readonly string[] = ['Asset', 'Contact', 'Order', 'OrderItem'];

/**
 * Undefined when the file says nothing. What grants access beside the default (sharing reasons of shares that Apex makes) is refused, because
 * records would stay hidden that an org shows.
 */
export function readSharingModel(
  { fullName, xml }: SourceComponent,
  diagnostics: DiagnosticBag
): SharingModel | undefined {
  for (const name of ['sharingReasons', 'sharingRecalculations'])
    for (const element of childrenOf(xml, name))
      diagnostics.error('MET3033', element.position, `${fullName}: the local org does not carry out ${name}`);
  const model = textOf(xml, 'sharingModel');
  if (model === undefined) return undefined;
  if (CARRIED_OUT.includes(model) && isLevelOf(fullName, model)) return model as SharingModel;
  diagnostics.error('MET3037', positionOf(xml, 'sharingModel'), `${fullName} cannot have the sharing model ${model}`);
  return undefined;
}

function isLevelOf(object: string, model: string): boolean {
  if (model === 'ReadWriteTransfer') return TRANSFERABLE.includes(object);
  if (model === 'FullAccess') return FULLY_ACCESSIBLE.includes(object);
  return model !== 'ControlledByParent' || object.endsWith('__c') || CONTROLLED_BY_PARENT.includes(object);
}

interface Shared {
  readonly describe: SObjectDescribe;
  readonly fields: ReadonlyMap<string, FieldDescribe>;
}

/** Details are controlled by their masters, and nothing else is (Metadata API Developer Guide, "CustomObject", sharingModel). */
export function checkSharingModels(
  components: readonly SourceComponent[],
  objects: ReadonlyMap<string, Shared>,
  diagnostics: DiagnosticBag
): void {
  for (const { fullName, xml } of components) {
    const object = objects.get(fullName.toLowerCase());
    if (object?.describe.kind !== 'custom' || !object.describe.sharingModel) continue;
    const isDetail = [...object.fields.values()].some((field) => field.masterDetail);
    if (isDetail === (object.describe.sharingModel === 'ControlledByParent')) continue;
    const message = isDetail
      ? `${fullName} has a master and must be ControlledByParent`
      : `${fullName} has no master-detail field and cannot be ControlledByParent`;
    diagnostics.error('MET3037', positionOf(xml, 'sharingModel'), message);
  }
}
