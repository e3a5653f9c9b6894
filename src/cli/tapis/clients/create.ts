/** `keyferry tapis clients create` */

import { nextLine } from "../../words/command_text.ts";
import { demandWriting } from "../../../credentials/files/files.ts";
import { configFile, currentFile } from "../../../tapis/v2/cache/cache_files.ts";
import { checkedClientName, randomClientName } from "../../../tapis/v2/client_name.ts";
import { storeClient } from "../../../tapis/v2/cache/stored_clients.ts";
import { exitCodes } from "../../exit_code.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import type { Needs } from "../../needs.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { managerNeeds, managerOf } from "./manager.ts";
import { factsText } from "../../terminal/text.ts";
import type { MadeClient } from "../json_documents.ts";

/** The options and arguments of `tapis clients create`. */
export interface TapisClientsCreateOptions extends TapisOptions {
  /** Its name; made up where it is left out. */
  readonly name?: string | undefined;
  /** What it is for. */
  readonly description?: string | undefined;
  /** Print its key and secret. */
  readonly reveal?: boolean | undefined;
}

/**
 * Makes an OAuth client; one of Tapis v2 is kept in the cache, key and secret.
 *
 * @param options See {@linkcode TapisClientsCreateOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When a tenant, a name or a password is missing (Tapis v2).
 * @throws {CredentialError} When there is no session (Tapis v3).
 * @throws {ApiError} When the service refuses.
 * @throws {PermissionNeededError} When Deno may not write the cache.
 */
export async function tapisClientsCreate(
  options: TapisClientsCreateOptions,
  io: Io,
): Promise<number> {
  const made = await (options.v3 ? createV3 : createV2)(options, io);
  const facts = [
    ["Client", made.client],
    ["Saved in", made.saved],
    ["Key", made.key],
    ["Secret", made.secret],
  ] as const;
  answered(made, () => factsText(facts), options, io);
  const login = options.v3 ? "login" : "token";
  const call = { ...options, client: made.client };
  io.note(nextLine(["tapis", login], call));
  return exitCodes.ok;
}

async function createV2(options: TapisClientsCreateOptions, io: Io): Promise<MadeClient> {
  const { description } = options;
  const name = checkedClientName(options.name ?? randomClientName());
  const { tapis, tenantId, surroundings, login } = await managerOf(options, io);
  const files = [currentFile(surroundings), configFile(surroundings)];
  // Before it is made: the service tells the secret but once.
  demandWriting(files.map((file) => file.find()).filter((path) => typeof path === "string"));
  const who = await login();
  const made = await tapis.clientsCreate(name, { ...who, description });
  const { username } = who;
  const { env, home, sandboxOrigin } = surroundings;
  await storeClient(made, tapis.baseUrl, {
    env,
    home,
    sandboxOrigin,
    tenantId,
    username,
  });
  return {
    client: made.clientName,
    saved: configFile(surroundings).label,
    ...(options.reveal ? { key: made.apiKey, secret: made.apiSecret.reveal() } : {}),
  };
}

async function createV3(options: TapisClientsCreateOptions, io: Io): Promise<MadeClient> {
  const { name: clientId, description } = options;
  const tapis = await restoreV3(options, io);
  const made = await tapis.createClient({ clientId, description });
  return {
    client: made.clientId,
    saved: null,
    ...(options.reveal ? { key: made.clientKey.reveal() } : {}),
  };
}

/**
 * What {@linkcode tapisClientsCreate} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export function tapisClientsCreateNeeds(
  options: TapisClientsCreateOptions,
  io: Io,
): Promise<Needs> {
  return options.v3 ? v3Needs(options, io) : managerNeeds({ ...options, writes: true }, io);
}

/**
 * The command line of {@linkcode tapisClientsCreate}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsCreateCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisClientsCreate, needs: tapisClientsCreateNeeds, acts: true })
    .description(
      "Make an OAuth client, which gets tokens for you. Tapis v2 takes your name and password for " +
        "that, and shows key and secret only once: they are saved in the cache that AgavePy and the " +
        "Bash CLI share, and printed only with --reveal. Without a name one is made up.\n\n" +
        "--json prints {client, saved}, and key and secret with --reveal.",
    )
    .arguments("[name:string]", ["Its name: letters, digits, dots, underscores, hyphens."])
    .option("--description <text:string>", "What it is for.")
    .option("--reveal", "Print key and secret.")
    .example("Make one", "keyferry tapis clients create my-client")
    .example("In Tapis v3", "keyferry tapis clients create my-client --v3");
}
