// What a steward chose about a merge: which records, who stays, and whose values. Pure; which choices are allowed, Apex says.
import type { GroupInput, Match, MergeView } from '@salesforce/apex/StewardActionController.openCase';

export interface MergeChoice {
  readonly memberIds: readonly string[];
  readonly survivorId: string;
  /** By field, the member whose value the survivor gets; a field that is not there keeps the survivor's value. */
  readonly choices: Readonly<Record<string, string>>;
}

/** All of them, into the first; the preview suggests a better survivor when there is one. */
export function choiceOf(matches: readonly Match[]): MergeChoice {
  return { memberIds: matches.map(({ id }) => id), survivorId: matches[0]?.id ?? '', choices: {} };
}

/** Values are chosen between certain records, so other records begin without any. */
export function withMembers(choice: MergeChoice, memberIds: readonly string[]): MergeChoice {
  const stays = memberIds.includes(choice.survivorId);
  return { memberIds, survivorId: stays ? choice.survivorId : (memberIds[0] ?? ''), choices: {} };
}

export function withSurvivor(choice: MergeChoice, survivorId: string): MergeChoice {
  return { ...choice, survivorId, choices: {} };
}

export function withValue(choice: MergeChoice, field: string, memberId: string): MergeChoice {
  return { ...choice, choices: { ...choice.choices, [field]: memberId } };
}

/** What Apex suggests: values that the survivor has not, and an opt-out that any member has. */
export function withSuggestions(choice: MergeChoice, view: MergeView): MergeChoice {
  const suggested = view.fields.flatMap(({ name, suggestedFrom }) => (suggestedFrom ? [[name, suggestedFrom]] : []));
  return { ...choice, choices: { ...choice.choices, ...Object.fromEntries(suggested) } };
}

/** Whether both are about the same records and survivor: then what a preview showed of their fields still holds. */
export function isSameGroup(one: MergeChoice, other: MergeChoice): boolean {
  return one.survivorId === other.survivorId && one.memberIds.join() === other.memberIds.join();
}

/** As Apex takes it; without a view there are no versions yet, and the preview brings them. */
export function inputOf(choice: MergeChoice, view: MergeView | undefined): GroupInput {
  const versions = new Map(view?.members.map(({ id, version }) => [id, version]));
  return {
    survivorId: choice.survivorId,
    members: choice.memberIds.map((id) => ({ id, version: versions.get(id) ?? null })),
    choices: Object.entries(choice.choices).map(([field, memberId]) => ({ field, memberId }))
  };
}
