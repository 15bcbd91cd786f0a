/** One source file -> its tree, whatever it declares. */
import type { ApexSource } from '../../metadata/index.ts';
import {
  parseClass,
  parseTrigger,
  type Parsed,
  type TriggerDeclaration,
  type TypeDeclaration
} from '../syntax/index.ts';

export type ParsedSource = Parsed<TypeDeclaration | TriggerDeclaration>;

/** What a syntax tree is made of. */
export type SourceText = Pick<ApexSource, 'kind' | 'file' | 'source'>;

export function parseSource(source: SourceText): ParsedSource {
  return source.kind === 'trigger' ? parseTrigger(source.file, source.source) : parseClass(source.file, source.source);
}
