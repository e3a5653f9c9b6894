/** `keyferry tapis clients show` */

import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { restoreV3, type TapisOptions } from "../client.ts";
import { tapisClientsNeeds } from "./list.ts";
import { managerOf } from "./manager.ts";
import { factsText } from "../../terminal/text.ts";

/** The options and arguments of the commands about one OAuth client. */
export interface TapisClientChoice extends TapisOptions {
  /** Its name; in Tapis v3 its id. */
  readonly name: string;
}

/** The options and arguments of `tapis clients show`. */
export interface TapisClientsShowOptions extends TapisClientChoice {
  /** Print its key, which Tapis v3 shows at every look. */
  readonly reveal?: boolean | undefined;
}

/**
 * Shows an OAuth client; with `reveal` the key of one of Tapis v3.
 *
 * @param options See {@linkcode TapisClientsShowOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When a tenant, a name or a password is missing (Tapis v2).
 * @throws {CredentialError} When there is no session (Tapis v3).
 * @throws {ApiError} When the service refuses, or has no such client.
 */
export async function tapisClientsShow(options: TapisClientsShowOptions, io: Io): Promise<number> {
  const document = await (options.v3 ? showV3 : showV2)(options, io);
  return answered(document, () => factsText(Object.entries(document)), options, io);
}

type Document = Readonly<Record<string, unknown>>;

async function showV2(options: TapisClientsShowOptions, io: Io): Promise<Document> {
  const { tapis, login } = await managerOf(options, io);
  return { ...await tapis.clientsGet(options.name, await login()) };
}

async function showV3(options: TapisClientsShowOptions, io: Io): Promise<Document> {
  const tapis = await restoreV3(options, io);
  const { document, clientKey } = await tapis.getClient(options.name);
  return { ...document, ...(options.reveal ? { client_key: clientKey.reveal() } : {}) };
}

/**
 * The command line of {@linkcode tapisClientsShow}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsShowCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisClientsShow, needs: tapisClientsNeeds }, "name")
    .description(
      "Show one of your OAuth clients. Its secret is not shown: Tapis v2 tells it but once, when the " +
        "client is made; v3 tells it at every look, and --reveal prints it.\n\n" +
        "--json prints the client as Tapis sends it, without its key unless --reveal is there.",
    )
    .arguments("<name:string>", ["Its name; in Tapis v3 its id."])
    .option("--reveal", "Print the key of a client of Tapis v3.")
    .example("One", "keyferry tapis clients show my-client")
    .example("In Tapis v3", "keyferry tapis clients show my-client --v3");
}
