/** What a caller without access to an Apex class is told (text and code FORBIDDEN observed in public logs of REST and Lightning calls). */
export function noClassAccess(className: string): string {
  return `You do not have access to the Apex class named: ${className}`;
}
