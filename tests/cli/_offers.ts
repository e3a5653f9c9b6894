/**
 * What the command offers to do next ("Next: ..."): each offer that a test makes it print, after whatever
 * error, is executed by the test itself or by `next_steps_test.ts`, in a sandbox. A test fails by another.
 */

import { fail } from "@std/assert";

/** An offer: after which words, and which command. */
export interface Offer {
  /** What went wrong, or what was done, without what differs from run to run. */
  readonly after: string;
  /** The command as it was printed. */
  readonly command: string;
  /** The command without `keyferry` and what differs from run to run, and without what any call carries. */
  readonly kind: string;
}

/** Options that a command takes over from the call that offers it. */
const carried =
  /^--(?:sandbox|env-file|client-id|app|namespace|profile|tenant|user|client|server|key|file)$/;

/** Options without a value. */
const bare = ["--force", "--overwrite", "--v3", "--errors", "--skipped", "--mfa", "--switch"];

function kindOf(command: string): string {
  const words = command.replace(/(?:'[^']*'|\\')+/g, "…").split(" ").slice(1);
  const left: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (carried.test(word)) at++;
    else if (!word.startsWith("--")) left.push(/^[a-z]+$/.test(word) ? word : "…");
    else if (bare.includes(word)) left.push(word);
    else {
      left.push(word, "…");
      at++;
    }
  }
  return left.join(" ");
}

function afterWords(line: string): string {
  return line.replace(/^keyferry: /, "").replace(/"[^"]*"/g, '"…"').replace(
    /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g,
    "…",
  ).replace(/ \S*\/\S+/g, " …").split(/[;:(]|, but /)[0]?.trim() ?? "";
}

/** What is offered on standard error, in its order. */
export function offersIn(talk: string): Offer[] {
  let after = "";
  return talk.split("\n").flatMap((line) => {
    const [, command] = /^Next: (.*)$/.exec(line) ?? [];
    // What follows the first line of a message is indented.
    if (command === undefined && /^\S/.test(line)) after = afterWords(line);
    return command === undefined ? [] : [{ after, command, kind: kindOf(command) }];
  });
}

const offered = new Map<string, Offer>();
const executed = new Set<string>();

/** Remembers what a test has shown on standard error. */
export function noteOffers(talk: string): void {
  for (const offer of offersIn(talk)) offered.set(offer.command, offer);
}

/** Remembers that an offer is executed. */
export function noteExecuted(offer: Offer): void {
  offered.delete(offer.command);
  executed.add(`${offer.after} → ${offer.kind}`);
}

/** What the tests of this file have executed so far. */
export function executedHere(): string[] {
  return [...executed].toSorted();
}

/** What `next_steps_test.ts` executes: after which words, and the kind of the command. */
export const executedOffers: readonly string[] = [
  " → permissions status",
  " → tapis login",
  " → tapis token",
  '"…" is not an OAuth client of ferry → tapis clients list --v3',
  "A valid OAuth client could not be found for client_id → tapis clients create",
  "Another session is kept, through keyferry-sandbox → tapis logout",
  "Another session is the current one → tapis token --switch",
  "Globus Auth answered 401 → globus login --force",
  "Invalid client credentials → tapis clients create --v3",
  "Invalid refresh_token → tapis login",
  "Log in so. → globus login --domain …",
  "Log in so. → globus login --identity …",
  "Log in so. → globus login --mfa",
  "Log in so. → globus login --policy …",
  "Log in so. → globus login --prompt …",
  "Log in so. → globus login --scopes … --force",
  "Missing required data_access consent → globus login --data-access …",
  "No CAVE token found → cave new",
  "No Globus Transfer token found → globus login",
  "No OAuth client for … is known here, nor in TAPIS_API_KEY and TAPIS_API_SECRET → tapis clients create",
  "No Tapis token found → tapis token",
  "No Tapis v3 token found → tapis login",
  "No tenant of Tapis is known here → tapis tenants",
  'Tapis v2 has no tenant "…" → tapis tenants',
  'Tapis v3 has no tenant "…" → tapis tenants --v3',
  "Task … failed → globus task events --errors …",
  "Task … goes on → globus task wait …",
  "Task … goes on → globus task watch …",
  "Task … has ended → globus task show --skipped …",
  "Task … has not ended in that time → globus task watch …",
  "The renewed login is lost, since it cannot be stored in … → tapis login",
  'The sandbox has no tenant "…" → tapis tenants --v3',
  "There is no Globus token for the collection's files → globus login --https …",
  "This login does not tell linked identities → globus login --scopes …",
  "Transfer … failed → tapis transfers show …",
  "Transfer … goes on → tapis transfers wait …",
  "Transfer … has not ended in that time → tapis transfers wait …",
  "Transfer … is paused → tapis transfers show …",
  "Unauthorized - Token is Invalid or Expired → cave new --overwrite",
  "You have no OAuth clients → tapis clients create --v3",
  "You have no OAuth clients → tapis clients create",
  "invalid token → cave new --overwrite",
  "invalid token → tapis login",
  "invalid token → tapis token",
  "the credential from … was refused → tapis token",
];

Deno.test.afterEach(() => {
  const left = [...offered.values()].filter(({ after, command, kind }) => {
    return command.startsWith("keyferry ") && !executedOffers.includes(`${after} → ${kind}`);
  });
  offered.clear();
  if (left.length === 0) return;
  const lines = left.map(({ after, command, kind }) => `${after} → ${kind}\n    ${command}`);
  fail(
    `No test executes what is offered:\n  ${lines.join("\n  ")}\n` +
      "Paste it in this test, or execute it in next_steps_test.ts and name it in _offers.ts.",
  );
});
