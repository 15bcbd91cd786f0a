/** Modifier words and annotations, and which words may stand on what. */
import type { AnnotationContext, ModifierContext } from '@apexdevtools/apex-parser';
import { unquote } from '../../soql/index.ts';
import { syntaxProblems } from '../diagnostics/index.ts';
import { optional, positionOf, type Reader } from './reader.ts';
import type { Annotation, Modifier, Modifiers } from './tree.ts';

const access: readonly Modifier[] = ['public', 'private', 'protected', 'global'];
const sharing: readonly Modifier[] = ['with sharing', 'without sharing', 'inherited sharing'];

const allowed = {
  class: [...access, ...sharing, 'abstract', 'virtual'],
  interface: [...access, ...sharing, 'virtual'],
  enum: access,
  field: [...access, 'static', 'final', 'transient'],
  property: [...access, 'static', 'final', 'transient', 'abstract', 'virtual', 'override'],
  accessor: access,
  method: [...access, 'static', 'abstract', 'virtual', 'override', 'final', 'testmethod', 'webservice'],
  constructor: access,
  parameter: ['final'],
  variable: ['final'],
  'interface method': access
} as const satisfies Record<string, readonly Modifier[]>;

export type ModifierPlace = keyof typeof allowed;

const words: ReadonlyMap<string, Modifier> = new Map(
  [
    ...access,
    ...sharing,
    ...(['static', 'final', 'abstract', 'virtual', 'override', 'transient', 'testmethod', 'webservice'] as const)
  ].map((word) => [word.replace(' ', ''), word])
);

export function readModifiers(reader: Reader, contexts: readonly ModifierContext[], place: ModifierPlace): Modifiers {
  const found: Modifier[] = [];
  const annotations: Annotation[] = [];
  const permitted: readonly Modifier[] = allowed[place];
  for (const context of contexts) {
    const annotation = optional(context.annotation());
    if (annotation) {
      annotations.push(readAnnotation(annotation));
      continue;
    }
    const word = words.get(context.getText().toLowerCase());
    if (!word) throw new Error(`Unknown modifier ${context.getText()}`);
    const repeats =
      found.includes(word) ||
      (access.includes(word) && found.some((other) => access.includes(other))) ||
      (sharing.includes(word) && found.some((other) => sharing.includes(other)));
    if (repeats) reader.report(syntaxProblems.repeatedModifier(word), positionOf(context));
    else if (!permitted.includes(word))
      reader.report(syntaxProblems.invalidModifier(word, withArticle(place)), positionOf(context));
    found.push(word);
  }
  return { words: found, annotations };
}

function withArticle(place: string): string {
  return /^[aeiou]/.test(place) ? `an ${place}` : `a ${place}`;
}

function readAnnotation(context: AnnotationContext): Annotation {
  const values: Record<string, string> = {};
  for (const pair of optional(context.elementValuePairs())?.elementValuePair_list() ?? [])
    values[pair.id().getText().toLowerCase()] = literalText(pair.elementValue().getText());
  const single = optional(context.elementValue());
  if (single) values['value'] = literalText(single.getText());
  return { at: positionOf(context), name: context.id().getText(), values };
}

function literalText(text: string): string {
  return text.startsWith("'") ? unquote(text, false) : text;
}
