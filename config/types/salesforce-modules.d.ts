// What the platform's modules look like to a component; `@salesforce/lightning-types` does not declare these.

declare module '@salesforce/apex' {
  /** Asks the server again for what a wire provisioned; resolves when the answer is in. */
  export function refreshApex(wiredResult: unknown): Promise<void>;
}

declare module '@salesforce/apex/StewardConsoleController.listOpenExceptions' {
  // A property that is null in Apex is left out of the answer, hence the question marks.

  export interface FieldComparison {
    readonly field: string;
    readonly label: string;
    readonly incoming?: string | null;
    readonly existing?: string | null;
    readonly differs: boolean;
  }

  export interface ExceptionItem {
    readonly id: string;
    readonly name: string;
    readonly reason: string;
    readonly status: string;
    readonly version: string;
    readonly assignedTo?: string | null;
    readonly lane?: string | null;
    readonly createdDate: string;
    readonly ageInHours: number;
    readonly incomingExternalId?: string | null;
    readonly existingExternalId?: string | null;
    readonly existingContactId?: string | null;
    readonly existingContactName?: string | null;
    readonly errorCode?: string | null;
    readonly errorMessage?: string | null;
    readonly occurrences: number;
    readonly comparisonProblem?: string | null;
    readonly comparison: readonly FieldComparison[];
  }

  export interface ReasonCount {
    readonly reason: string;
    readonly count: number;
  }

  export interface Question {
    readonly reason?: string | null;
    readonly pageSize?: number | null;
    readonly afterId?: string | null;
  }

  export interface ExceptionPage {
    readonly question: Question;
    readonly maySettle: boolean;
    readonly total: number;
    readonly hasMore: boolean;
    readonly items: readonly ExceptionItem[];
    readonly reasons: readonly ReasonCount[];
  }

  /** Neither while the answer is under way, then one of both. */
  export interface WiredPage {
    readonly data?: ExceptionPage;
    readonly error?: unknown;
  }

  /** Callable and newable: `@wire` takes an adapter constructor, an imperative call a function (salesforce-facts 5). */
  interface ListOpenExceptions {
    (question: Question): Promise<ExceptionPage>;
    new (callback: (result: WiredPage) => void): {
      connect(): void;
      disconnect(): void;
      update(config: Record<string, unknown>): void;
    };
  }
  const listOpenExceptions: ListOpenExceptions;
  export default listOpenExceptions;
}

declare module '@salesforce/apex/StewardActionController.openCase' {
  export interface Match {
    readonly id: string;
    readonly kind: string;
    readonly isOfLane: boolean;
    readonly name: string;
    readonly matchValue?: string | null;
    readonly externalId?: string | null;
    readonly version: string;
  }

  export interface Action {
    readonly name: string;
    readonly needsRecord: boolean;
    readonly concernsRecord: boolean;
    readonly needsGroup: boolean;
    readonly needsNote: boolean;
  }

  export interface CaseView {
    readonly exceptionId: string;
    readonly maySettle: boolean;
    readonly version?: string | null;
    readonly obstacle?: string | null;
    readonly claimedByMe?: boolean | null;
    readonly claimedUntil?: string | null;
    readonly matches: readonly Match[];
    readonly actions: readonly Action[];
  }

  export interface Decision {
    readonly action: string;
    readonly exceptionId: string;
    readonly exceptionVersion: string | null;
    readonly recordId: string | null;
    readonly recordVersion: string | null;
    readonly note: string | null;
    /** What the preview of a replay gave to send back. */
    readonly review?: string;
    readonly mergeGroup?: GroupInput;
  }

  /** Versions are moments as Apex writes them; they go back as they came. */
  export interface GroupInput {
    readonly survivorId: string;
    readonly members: readonly { readonly id: string; readonly version: string | null }[];
    readonly choices: readonly { readonly field: string; readonly memberId: string }[];
  }

  export interface FieldView {
    readonly name: string;
    readonly label: string;
    readonly chosenFrom: string;
    readonly suggestedFrom?: string | null;
    readonly isConflict: boolean;
    readonly isChoosable: boolean;
    /** The user may not read it; then there are no values. */
    readonly isHidden?: boolean;
    readonly values: readonly { readonly recordId: string; readonly value?: string | null }[];
  }

  export interface MergeView {
    readonly obstacle?: string | null;
    readonly survivorId?: string | null;
    readonly suggestedSurvivorId?: string | null;
    readonly members: readonly { readonly id: string; readonly name: string; readonly version: string }[];
    readonly fields: readonly FieldView[];
    readonly children: readonly { readonly lookup: string; readonly count: number }[];
    readonly aliases: readonly string[];
    /** How many more there are, which the user may not read. */
    readonly hiddenAliases?: number;
    readonly lost: readonly string[];
  }

  export interface ActionResult {
    readonly exceptionId: string;
    readonly success: boolean;
    readonly message: string;
    readonly status?: string | null;
    readonly claimedUntil?: string | null;
    /** The record that is, or would be, written; none of a new one, its name not of one that the user may not read. */
    readonly recordId?: string | null;
    readonly recordName?: string | null;
    readonly recordKind?: string | null;
    readonly changes: readonly {
      readonly field: string;
      readonly label?: string | null;
      /** Whether the user may not read it; then it has no values. */
      readonly isHidden?: boolean;
      readonly before?: string | null;
      readonly after?: string | null;
    }[];
    readonly leftOut?: readonly { readonly field: string; readonly reason: string }[];
    readonly children?: readonly {
      readonly exceptionId: string;
      readonly name: string;
      readonly externalId?: string | null;
    }[];
    readonly review?: string | null;
    readonly mergeView?: MergeView | null;
  }

  export default function openCase(parameters: { exceptionId: string }): Promise<CaseView>;
}

declare module '@salesforce/apex/StewardActionController.claim' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function claim(parameters: { exceptionId: string }): Promise<ActionResult>;
}

declare module '@salesforce/apex/StewardActionController.release' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function release(parameters: { exceptionId: string }): Promise<ActionResult>;
}

declare module '@salesforce/apex/StewardActionController.preview' {
  import type { ActionResult, Decision } from '@salesforce/apex/StewardActionController.openCase';
  export default function preview(parameters: { decision: Decision }): Promise<ActionResult>;
}

declare module '@salesforce/apex/StewardActionController.settle' {
  import type { ActionResult, Decision } from '@salesforce/apex/StewardActionController.openCase';
  export default function settle(parameters: { decision: Decision }): Promise<ActionResult>;
}

declare module '@salesforce/apex/StewardListController.claimAll' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function claimAll(parameters: { exceptionIds: readonly string[] }): Promise<readonly ActionResult[]>;
}

declare module '@salesforce/apex/StewardListController.releaseAll' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function releaseAll(parameters: { exceptionIds: readonly string[] }): Promise<readonly ActionResult[]>;
}

declare module '@salesforce/apex/StewardListController.assignAll' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function assignAll(parameters: {
    exceptionIds: readonly string[];
    /** Null for the queue. */
    userId: string | null;
    note: string | null;
  }): Promise<readonly ActionResult[]>;
}

declare module '@salesforce/apex/StewardListController.settleAll' {
  import type { ActionResult } from '@salesforce/apex/StewardActionController.openCase';
  export default function settleAll(parameters: {
    action: string;
    seen: readonly { readonly exceptionId: string; readonly version: string }[];
    note: string | null;
  }): Promise<readonly ActionResult[]>;
}

declare module '@salesforce/apex/StewardListController.listStewards' {
  export interface Steward {
    readonly id: string;
    readonly name: string;
  }

  export default function listStewards(): Promise<readonly Steward[]>;
}

declare module '@salesforce/apex/StewardMergeController.listMerges' {
  // A name is the id of its record for a reader who may not see the name.

  export interface MergeItem {
    readonly id: string;
    readonly name: string;
    readonly objectName: string;
    readonly survivorId: string;
    readonly survivorName: string;
    readonly loserIds: readonly string[];
    /** Of the first losers only. */
    readonly loserNames: readonly string[];
    readonly status: string;
    /** What it changed is no longer kept, so it cannot be undone. */
    readonly isForgotten: boolean;
    readonly reason?: string | null;
    readonly mergedBy?: string | null;
    readonly mergedAt?: string | null;
  }

  export interface MergePage {
    readonly items: readonly MergeItem[];
    readonly hasMore: boolean;
  }

  export interface ValueView {
    readonly recordId: string;
    readonly recordName: string;
    readonly field: string;
    readonly label: string;
    readonly value?: string | null;
    /** The user may not read the field; then there is no value. */
    readonly isHidden?: boolean;
    readonly reason?: string | null;
  }

  export interface LookupCount {
    readonly lookup: string;
    readonly count: number;
  }

  export interface UndoView {
    readonly obstacle?: string | null;
    readonly mergeVersion?: string | null;
    readonly holderVersion?: string | null;
    readonly returning: readonly string[];
    readonly returningNames: readonly string[];
    readonly restored: readonly ValueView[];
    readonly kept: readonly ValueView[];
    readonly lost: readonly ValueView[];
    readonly children: readonly LookupCount[];
    readonly childrenKept: readonly LookupCount[];
    readonly childrenGone: number;
    readonly laterMerges: readonly string[];
  }

  export default function listMerges(parameters: { recordId: string; beforeName: string | null }): Promise<MergePage>;
}

declare module '@salesforce/apex/StewardMergeController.previewUndo' {
  import type { UndoView } from '@salesforce/apex/StewardMergeController.listMerges';
  export default function previewUndo(parameters: { mergeId: string }): Promise<UndoView>;
}

declare module '@salesforce/apex/StewardMergeController.undoMerge' {
  export default function undoMerge(parameters: {
    mergeId: string;
    mergeVersion: string | null;
    holderVersion: string | null;
    reason: string | null;
  }): Promise<{ readonly success: boolean; readonly message: string }>;
}
