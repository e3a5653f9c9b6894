/** What a value is, in a few lines: what a notebook shows of it. */

import { escapeHtml } from "../../escape_html.ts";
import { columns, plain } from "../../text.ts";
import { inWords } from "../sources/report.ts";

/** What a value is. */
export interface Card {
  /** What it is, such as `Globus Transfer`. */
  readonly title: string;
  /** What is known of it, by name; what is `undefined` is left out. */
  readonly facts: Readonly<Record<string, string | undefined>>;
}

/**
 * A card in the forms of a Jupyter cell.
 *
 * @param card The card.
 */
function cardBundle({ title, facts }: Card): Record<string, string> {
  const rows = Object.entries(facts).flatMap(([name, value]) => {
    return value === undefined ? [] : [[name, plain(value)]];
  });
  const cells = rows.map(([name = "", value = ""]) => {
    return `<tr><td style="text-align: left"><b>${escapeHtml(name)}</b></td>` +
      `<td style="text-align: left">${escapeHtml(value)}</td></tr>`;
  });
  return {
    "text/plain": `${plain(title)}\n${
      columns(rows.map(([name, value = ""]) => [`  ${name}`, value]))
    }`
      .trimEnd(),
    "text/html":
      `<div style="display: inline-block; border: 1px solid #3f7fbf; border-radius: 6px; ` +
      `padding: 6px 12px"><div style="font-weight: bold">${escapeHtml(plain(title))}</div>` +
      `<table style="margin: 0">${cells.join("")}</table></div>`,
  };
}

/**
 * Lets a Jupyter cell show a value as a card. The console shows all of it; its spread has no card.
 *
 * @param value The value.
 * @param card What it is, asked for when it is shown.
 */
export function shownAsCard<T extends object>(value: T, card: () => Card): T {
  const form = { value: () => cardBundle(card()), configurable: true };
  return Object.defineProperty(value, Symbol.for("Jupyter.display"), form);
}

/**
 * When a credential expires, in words.
 *
 * @param expiresAt When, in milliseconds since 1970.
 * @param now The time, in milliseconds since 1970.
 */
export function expiryWords(expiresAt: number | undefined, now?: number): string | undefined {
  if (expiresAt === undefined) return undefined;
  return inWords(expiresAt, now).replace(/^expires /, "");
}
