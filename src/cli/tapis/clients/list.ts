/** `keyferry tapis clients list`, `show` and `delete` */

import { exitCodes } from "../../exit_code.ts";
import type { Needs } from "../../needs.ts";
import { restoreV3, type TapisOptions, v3Needs } from "../client.ts";
import { managerNeeds, managerOf } from "./manager.ts";
import { confirmed } from "../../terminal/confirm.ts";
import type { Act, AnyCommand, Io } from "../../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../../terminal/lister.ts";
import { factsText, plain } from "../../terminal/text.ts";
import { type CallOptions, nextLine } from "../../words/command_text.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { DeletedClient, TapisClientList } from "../json_documents.ts";

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
  return jobCommand(act, { run: tapisClientsShow, needs: tapisClientsNeeds })
    .description(
      "Show one of your OAuth clients. Its secret is not shown: Tapis v2 shows it only once, when " +
        "the client is made; v3 shows it every time, and --reveal prints it.\n\n" +
        "--json prints the client as Tapis sends it, without its key unless --reveal is there.",
    )
    .arguments("<name:string>", ["Its name; in Tapis v3 its id."])
    .option("--reveal", "Print the key of a client of Tapis v3.")
    .example("One", "keyferry tapis clients show my-client")
    .example("In Tapis v3", "keyferry tapis clients show my-client --v3");
}

/** The options and arguments of `tapis clients delete`. */
export interface TapisClientsDeleteOptions extends TapisClientChoice {
  /** Do not ask. */
  readonly yes?: boolean | undefined;
}

/**
 * Deletes an OAuth client, once the person has agreed.
 *
 * @param options See {@linkcode TapisClientsDeleteOptions}.
 * @param io Where to look and to print, and who is asked.
 * @returns 1 when the person did not agree.
 * @throws {MisuseError} When something is missing, or no one is there to agree and `yes` is not set.
 * @throws {CredentialError} When there is no session (Tapis v3).
 * @throws {ApiError} When the service refuses.
 */
export async function tapisClientsDelete(
  options: TapisClientsDeleteOptions,
  io: Io,
): Promise<number> {
  const { name: client, yes = false } = options;
  if (!yes && !io.stdinIsTerminal) {
    throw new MisuseError("No one is here to say whether to delete: add --yes to do it");
  }
  const { address, effect, remove } = await (options.v3 ? removerV3 : removerV2)(options, io);
  const question = `Delete the OAuth client ${plain(client)} at ${plain(address)}${effect}`;
  if (!await confirmed(question, yes, io, "Nothing was deleted")) return exitCodes.failed;
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
      ". This only hides it: it still gives and renews tokens until each of them is revoked; " +
      "keyferry tapis logout revokes those that are kept here",
    remove: () => tapis.deleteClient(options.name),
  };
}

/**
 * The command line of {@linkcode tapisClientsDelete}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsDeleteCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisClientsDelete, needs: tapisClientsNeeds, acts: true })
    .description(
      "Delete one of your OAuth clients. In Tapis v2 its tokens cannot be renewed any more; Tapis v3 only " +
        "hides it: its tokens stay good and can be renewed until they are revoked one by one. You are " +
        "asked first; without a terminal, --yes is needed.\n\n" +
        "--json prints {client}.",
    )
    .arguments("<name:string>", ["Its name; in Tapis v3 its id."])
    .option("-y, --yes", "Do not ask.")
    .example("One", "keyferry tapis clients delete my-client")
    .example("In Tapis v3, in a script", "keyferry tapis clients delete --v3 --yes my-client");
}
