/** Plain text tables for the terminal: the first column left, numbers right. */
export function table(rows: readonly (readonly [string, string | number])[], indent = '  '): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  const numbers = Math.max(0, ...rows.map(([, value]) => String(value).length));
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}  ${String(value).padStart(numbers)}`).join('\n');
}

export function countRows(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((left, right) => right[1] - left[1]);
}

/** Several columns: the first left, all others right. The rows have the same length. */
export function matrix(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map((row) => `${indent}${line(row)}`).join('\n');
}
