import type { Cell } from "./_cell.ts";
import { faults } from "./_faults.ts";
import { operations } from "./_operations.ts";

/** How a cell is written down. */
function written({ outcome, requests }: Cell): string {
  return `${outcome} ×${requests}`;
}

/** The table of faults and operations, in Markdown. */
export function tableOf(cells: readonly Cell[]): string {
  const columns = ["fault", ...operations.map(({ name }) => name), "slowest"];
  const rows = faults.map(({ name }) => {
    const row = cells.filter(({ fault }) => fault === name);
    const slowest = Math.max(...row.map(({ ms }) => ms)) / 1000;
    return [name, ...row.map(written), `${slowest.toFixed(1)} s`];
  });
  const lines = [columns, columns.map(() => "---"), ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** How many cells end in which way, as a sentence. */
export function countsOf(cells: readonly Cell[]): string {
  const kinds = new Map<string, number>();
  for (const { outcome } of cells) {
    const kind = /^\d+$/.test(outcome)
      ? "the service's own error"
      : outcome.replace(/ \(\d+\)$/, "");
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const counted = [...kinds].sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${count} ${kind}`);
  return `${faults.length} faults × ${operations.length} operations = ${cells.length} cells: ` +
    `${counted.join(", ")}.`;
}

/** The rows of a table, without the times, which no two runs share. */
export function rowsIn(text: string): string[] {
  return text.split("\n").filter((line) => /^\| (?!---)/.test(line)).map((line) =>
    line.split("|").slice(0, -2).map((word) => word.trim()).join("|")
  );
}
