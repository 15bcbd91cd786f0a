// The part of `@salesforce/sfdx-lwc-jest` that tests use; the package ships no declarations.

declare module '@salesforce/sfdx-lwc-jest' {
  export interface ApexTestWireAdapter {
    /** Provisions data to every connected component. */
    emit(value: unknown): void;
    /** Provisions an error; `body` is what the platform would put into its response. */
    error(body?: unknown, status?: number, statusText?: string): void;
    getLastConfig(): Readonly<Record<string, unknown>>;
  }
  export function createApexTestWireAdapter(imperative?: unknown): ApexTestWireAdapter;
}
