/** `keyferry tapis clients list` */

import { type CallOptions, nextLine } from "../../words/command_text.ts";
import type { ClientDocument } from "../../../tapis/v2/clients.ts";
import type { OAuthClientDocument } from "../../../tapis/v3/oauth_clients.ts";
import type { Act, AnyCommand, Io } from "../../terminal/job.ts";
import { answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../../terminal/lister.ts";
import type { Needs } from "../../needs.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { managerNeeds, managerOf } from "./manager.ts";

/** What `tapis clients list --json` prints. */
export interface TapisClientList {
  /** The OAuth clients, as Tapis describes them, without their secrets. */
  readonly clients: readonly (ClientDocument | OAuthClientDocument)[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/** The options of `tapis clients list`. */
export interface TapisClientsListOptions extends TapisOptions, ListOptions {}

/**
 * Lists the person's OAuth clients.
 *
 * @param options Who, where; `v3`.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When a tenant, a name or a password is missing (Tapis v2).
 * @throws {CredentialError} When there is no session (Tapis v3).
 * @throws {ApiError} When the service refuses.
 */
export async function tapisClientsList(options: TapisClientsListOptions, io: Io): Promise<number> {
  const limit = limitOf(options);
  const { items, capped } = await taken(
    limit,
    await (options.v3 ? listV3 : listV2)(options, io),
    io,
  );
  const clients = items.map(({ client }) => client);
  const report: TapisClientList = { clients, capped };
  const next = nextLine(["tapis", "clients", "create"], options as CallOptions);
  const none = `You have no OAuth clients\n${next}`;
  const head = ["Client", "Description", "State"];
  return answeredList(report, { items, head, row: ({ row }) => row, none }, options, io);
}

/** An OAuth client, and its cells in the table. */
interface Listed {
  readonly client: TapisClientList["clients"][number];
  readonly row: readonly string[];
}

async function listV2(options: TapisOptions, io: Io): Promise<Listed[]> {
  const { tapis, login } = await managerOf(options, io);
  return (await tapis.clientsList(await login())).map((client) => {
    const { name, description, tier } = client;
    return { client, row: [name, description ?? "", tier ?? ""] };
  });
}

async function listV3(options: TapisOptions, io: Io): Promise<Listed[]> {
  const tapis = await restoreV3(options, io);
  return (await tapis.listClients()).map(({ document: client }) => {
    const { client_id, description, active } = client;
    const state = active === false ? "inactive" : "active";
    return { client, row: [client_id, description ?? "", state] };
  });
}

/**
 * What the commands about OAuth clients need as things stand now.
 *
 * @param options Their options.
 * @param io Where to look.
 */
export function tapisClientsNeeds(options: TapisOptions, io: Io): Promise<Needs> {
  return options.v3 ? v3Needs(options, io) : managerNeeds(options, io);
}

/**
 * The command line of {@linkcode tapisClientsList}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsListCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisClientsList, needs: tapisClientsNeeds })
    .description(
      "List your OAuth clients, without their secrets. Tapis v2 takes your name and password for " +
        "that, v3 the token of your session.\n\n" +
        "--json prints {clients: [document], capped}, as Tapis sends them; capped is true where there " +
        "are more.",
    );
  return withListOptions(command)
    .example("Which do I have?", "keyferry tapis clients list")
    .example("In Tapis v3", "keyferry tapis clients list --v3");
}
