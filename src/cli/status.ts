/** `keyferry status` */

import { Command } from "@cliffy/command";
import { tokenChain as caveTokens } from "../cave/token_chain.ts";
import type { Permission } from "../credentials/permissions.ts";
import { inWords } from "../credentials/report.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { addressPermissions } from "../globus/config.ts";
import { tokenChain as globusTokens, type TokenChoice } from "../globus/token_chain.ts";
import { type PlatformStatus, platformStatuses } from "../notebook/platform_status.ts";
import { sessionChain as tapisSessions } from "../tapis/v2/session_chain.ts";
import { sessionChain as tapisV3Sessions } from "../tapis/v3/session_chain.ts";
import { exitCodes } from "./exit_code.ts";
import { given } from "./given.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { type Needs, type WalkedChain, walkForNeeds } from "./needs.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "./surroundings.ts";
import { columns, jsonText, plain } from "./text.ts";

/** How the chain of each platform is walked, and what matters beside its sources. */
const walks: readonly {
  readonly walk: (choice: TokenChoice) => Promise<WalkedChain<unknown>>;
  readonly beside?: (surroundings: Surroundings) => Permission[];
}[] = [
  { walk: (here) => walkForNeeds(caveTokens(here)) },
  { walk: (here) => walkForNeeds(globusTokens(here)), beside: addressPermissions },
  { walk: (here) => walkForNeeds(tapisSessions(here)) },
  { walk: (here) => walkForNeeds(tapisV3Sessions(here)) },
];

/**
 * Shows which credentials are there, where, and until when. Calls no service.
 *
 * @param options `sandbox`, `json`.
 * @param io Where to look and to print.
 * @returns 3 when there is none at all.
 */
export async function status(options: CommonOptions, io: Io): Promise<number> {
  const surroundings = await choiceOf(options, io);
  const all = await platformStatuses(surroundings);
  io.out(options.json ? jsonText({ platforms: all }) : table(all, surroundings.now?.()));
  return all.some(({ state }) => state === "found") ? exitCodes.ok : exitCodes.notLoggedIn;
}

/** A profile is Globus's alone: the others do not look at it. */
async function choiceOf(options: CommonOptions, io: Io): Promise<TokenChoice> {
  return { ...await surroundingsOf(options, io), ...given({ profile: options.profile }) };
}

function table(all: readonly PlatformStatus[], now: number | undefined): string {
  const head = ["Platform", "State", "Where", "Until"];
  const rows = all.map(({ platform, state, source, expires }) => [
    platform,
    state,
    plain(source ?? "-"),
    expires === null ? "-" : inWords(Date.parse(expires), now),
  ]);
  const [title = "", ...lines] = columns([head, ...rows]).split("\n");
  const withWarnings = lines.map((line, index) => {
    const warnings = all[index]?.warnings ?? [];
    return [line, ...warnings.map((warning) => `  ${plain(warning)}`)].join("\n");
  });
  return [title, ...withWarnings].join("\n");
}

/**
 * What {@linkcode status} needs as things stand now. Without one of these it does not fail, but says
 * which source it could not look at.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function statusNeeds(options: CommonOptions, io: Io): Promise<Needs> {
  const surroundings = await choiceOf(options, io);
  const needed = [...sandboxPermissions(options)];
  const notes: string[] = [];
  for (const { walk, beside } of walks) {
    const walked = await walk(surroundings);
    needed.push(...walked.needed, ...beside?.(surroundings) ?? []);
    notes.push(...walked.notes);
  }
  return { needed, notes };
}

/**
 * The command line of {@linkcode status}.
 *
 * @param act Takes the command that was read.
 */
export function statusCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Show which credentials are there, where, and until when. No service is called. The exit code " +
        "is 0 when there is one at least, else 3.\n\n" +
        "--json prints {platforms: [{platform, state, source, expires, warnings, sources}]}.",
    )
    .example("What do I have?", "keyferry status")
    .action((options) => act({ run: status, needs: statusNeeds }, options));
}
