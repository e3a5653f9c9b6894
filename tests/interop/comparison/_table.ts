/** Rows as text: columns below one another. */
export function asTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => {
    return Math.max(...rows.map((row) => row[column]?.length ?? 0));
  }) ?? [];
  return rows.map((row) => {
    return row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
  }).join("\n");
}
