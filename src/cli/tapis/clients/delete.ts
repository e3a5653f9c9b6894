/** `keyferry tapis clients delete` */

import { confirmed } from "../../terminal/confirm.ts";
import { exitCodes } from "../../exit_code.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import { restoreV3 } from "../client.ts";
import { tapisClientsNeeds } from "./list.ts";
import type { TapisClientChoice } from "./show.ts";
import { managerOf } from "./manager.ts";
import { plain } from "../../terminal/text.ts";

/** The options and arguments of `tapis clients delete`. */
export interface TapisClientsDeleteOptions extends TapisClientChoice {
  /** Do not ask. */
  readonly yes?: boolean | undefined;
}

/** What `tapis clients delete --json` prints. */
export interface DeletedClient {
  /** Its name; in Tapis v3 its id. */
  readonly client: string;
}

/**
 * Deletes an OAuth client, once the person has agreed.
 *
 * @param options See {@linkcode TapisClientsDeleteOptions}.
 * @param io Where to look and to print, and who is asked.
 * @returns 1 when the person did not agree.
 * @throws {MisuseError} When something is missing, or nobody is there to agree and `yes` is not set.
 * @throws {CredentialError} When there is no session (Tapis v3).
 * @throws {ApiError} When the service refuses.
 */
export async function tapisClientsDelete(
  options: TapisClientsDeleteOptions,
  io: Io,
): Promise<number> {
  const { name: client, yes = false } = options;
  if (!yes && !io.stdinIsTerminal) {
    throw new MisuseError("Nobody is here to say whether to delete: add --yes to do it");
  }
  const { address, effect, remove } = await (options.v3 ? removerV3 : removerV2)(options, io);
  const question = `Delete the OAuth client ${plain(client)} at ${plain(address)}${effect}`;
  if (!await confirmed(question, yes, io)) {
    io.err("Nothing was deleted");
    return exitCodes.failed;
  }
  await remove();
  return answered({ client } satisfies DeletedClient, plain(client), options, io);
}

interface Remover {
  readonly address: string;
  /** What it means for the tokens. */
  readonly effect: string;
  readonly remove: () => Promise<void>;
}

async function removerV2(options: TapisClientsDeleteOptions, io: Io): Promise<Remover> {
  const { tapis, login } = await managerOf(options, io);
  const who = await login();
  return {
    address: tapis.baseUrl,
    effect: ", whose tokens cannot be renewed any more",
    remove: () => tapis.clientsDelete(options.name, who),
  };
}

async function removerV3(options: TapisClientsDeleteOptions, io: Io): Promise<Remover> {
  const tapis = await restoreV3(options, io);
  return {
    address: tapis.baseUrl,
    effect:
      ". This only hides it: it still gives and renews tokens, which are revoked one by one " +
      "(revokeToken() in the library)",
    remove: () => tapis.deleteClient(options.name),
  };
}

/**
 * The command line of {@linkcode tapisClientsDelete}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsDeleteCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisClientsDelete, needs: tapisClientsNeeds, acts: true }, "name")
    .description(
      "Delete one of your OAuth clients. In Tapis v2 its tokens cannot be renewed any more; Tapis v3 only " +
        "hides it: its tokens stay good and can be renewed until they are revoked one by one. You are " +
        "asked first; where no one is there to be asked, --yes is needed.\n\n" +
        "--json prints {client}.",
    )
    .arguments("<name:string>", ["Its name; in Tapis v3 its id."])
    .option("--yes", "Do not ask.")
    .example("One", "keyferry tapis clients delete my-client")
    .example("In Tapis v3, in a script", "keyferry tapis clients delete --v3 --yes my-client");
}
