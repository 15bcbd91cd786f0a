/** Plain text tables for the terminal: the first column left, numbers right. */
export function table(rows: readonly (readonly [string, string | number])[], indent = '  '): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  const numbers = Math.max(0, ...rows.map(([, value]) => String(value).length));
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}  ${String(value).padStart(numbers)}`).join('\n');
}

export function countRows(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((left, right) => right[1] - left[1]);
}
