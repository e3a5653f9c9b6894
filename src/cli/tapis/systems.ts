/** `keyferry tapis systems` */

import { isApiError } from "../../http/reply/errors.ts";
import type { TapisClient } from "../../tapis/v3/client.ts";
import type { SystemDocument } from "../../tapis/v3/systems.ts";
import { exitCodes } from "../exit_code.ts";
import type { Act, AnyCommand, Io, TableFor } from "../terminal/job.ts";
import { answeredList, jobCommand } from "../terminal/job.ts";
import { limitOf, listed, type ListOptions, withListOptions } from "../terminal/lister.ts";
import { restoreV3, type TapisOptions, v3Needs } from "./client.ts";
import type { CheckedSystem, TapisSystemList } from "./json_documents.ts";

/** The options and arguments of `tapis systems`. */
export interface TapisSystemsOptions extends TapisOptions, ListOptions {
  /** The system to tell about. */
  readonly name?: string | undefined;
  /** Have Tapis log in to each. */
  readonly check?: boolean | undefined;
}

/**
 * Lists the systems of Tapis v3 that the person may see, and whether Tapis has a credential for them.
 *
 * @param options See {@linkcode TapisSystemsOptions}.
 * @param io Where to look and to print.
 * @returns 1 when Tapis could not log in to one that was to be checked.
 * @throws {CredentialError} When there is no session.
 * @throws {ApiError} When there is no such system.
 */
export async function tapisSystems(options: TapisSystemsOptions, io: Io): Promise<number> {
  const limit = limitOf(options);
  const tapis = await restoreV3(options, io);
  const { items, capped } = options.name === undefined
    ? await listed(limit, (part) => tapis.listSystems(part), io)
    : { items: [await tapis.getSystem(options.name)], capped: false };
  const systems: CheckedSystem[] = [];
  for (const system of items) {
    systems.push(
      options.check ? { ...system, credentialCheck: await checked(tapis, system) } : system,
    );
  }
  const report: TapisSystemList = { systems, capped };
  answeredList(report, { items: systems, ...table }, options, io);
  const isGood = ({ credentialCheck = good }: CheckedSystem): boolean => credentialCheck === good;
  return systems.every(isGood) ? exitCodes.ok : exitCodes.failed;
}

/** What is said of a system that lets Tapis in. */
const good = "good";

/** One system that is out of reach does not hide the others. */
async function checked(tapis: TapisClient, system: SystemDocument): Promise<string> {
  const { id, effectiveUserId = "${apiUserId}" } = system;
  // What stands for whoever asks.
  const user = effectiveUserId === "${apiUserId}" ? await usernameOf(tapis) : effectiveUserId;
  try {
    await tapis.checkSystemCredential(id, user);
    return good;
  } catch (error) {
    if (!isApiError(error) || error.loginNeeded) throw error;
    return error.wordsWith(() => "") || `status ${error.status}`;
  }
}

async function usernameOf(tapis: TapisClient): Promise<string> {
  return (await tapis.getUserinfo()).username;
}

const table: TableFor<CheckedSystem> = {
  head: ["System", "Type", "Host", "Credential"],
  row({ id, systemType, host, hasCredentials, credentialCheck }) {
    const credential = hasCredentials === undefined ? "-" : hasCredentials ? "yes" : "no";
    return [id, systemType, host, credentialCheck ?? credential];
  },
  whole: [0],
  none: "There are no systems",
};

/**
 * The command line of {@linkcode tapisSystems}.
 *
 * @param act Takes the command that was read.
 */
export function tapisSystemsCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisSystems, needs: v3Needs }, "name")
    .description(
      "List the systems of Tapis v3 that you may see: id, host, and whether Tapis has a credential for " +
        "it; with an id, that one. With --check Tapis logs in to each; where it cannot, the exit code is 1.\n\n" +
        "--json prints {systems: [document], capped}, as Tapis sends them, with credentialCheck where " +
        "--check is given; capped is true where there are more.",
    )
    .arguments("[system:string]", ["The system's id."])
    .option("--check", "Have Tapis log in to each.");
  return withListOptions(command)
    .example("Where can I go?", "keyferry tapis systems")
    .example("Does Tapis get in?", "keyferry tapis systems --check my-system");
}
