/** `keyferry tapis clients subscriptions` and `subscribe` */

import type { TapisOptions } from "../client.ts";
import { type TapisClientChoice, tapisClientsNeeds } from "./list.ts";
import { managerOf } from "./manager.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../../terminal/lister.ts";
import { plain } from "../../terminal/text.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { SubscriptionDocument } from "../../../tapis/v2/subscriptions.ts";
import type { Subscribed, SubscriptionList } from "../json_documents.ts";

/**
 * Lists the APIs of Tapis v2 that an OAuth client may call.
 *
 * @param options Which client; who, where.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When something is missing, or Tapis v3 is meant.
 * @throws {ApiError} When the service refuses, or has no such client.
 */
export async function tapisClientsSubscriptions(
  options: TapisClientChoice & ListOptions,
  io: Io,
): Promise<number> {
  demandV2(options);
  const limit = limitOf(options);
  const { tapis, login } = await managerOf(options, io);
  const who = { ...await login(), clientName: options.name };
  const all = await tapis.clientsSubscriptions(who);
  const { items: subscriptions, capped } = await taken(limit, all, io);
  const report: SubscriptionList = { subscriptions, capped };
  return answeredList(report, { items: subscriptions, ...table }, options, io);
}

const table: TableFor<SubscriptionDocument> = {
  head: ["API", "Version", "Provider"],
  row: ({ apiName, apiVersion, apiProvider }) => [apiName, apiVersion, apiProvider],
  none: "It may call none",
};

/** Refuses `--v3`, where there is no such thing. */
export function demandV2({ v3 }: TapisOptions): void {
  if (v3) throw new MisuseError("Tapis v3 has no subscriptions: leave out --v3");
}

/**
 * The command line of {@linkcode tapisClientsSubscriptions}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsSubscriptionsCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisClientsSubscriptions, needs: tapisClientsNeeds })
    .description(
      "List the APIs that one of your OAuth clients may call (Tapis v2).\n\n" +
        "--json prints {subscriptions: [document], capped}, as Tapis sends them; capped is true where " +
        "there are more.",
    )
    .arguments("<name:string>", ["The client's name."]);
  return withListOptions(command)
    .example("Of one", "keyferry tapis clients subscriptions my-client");
}

/** The options and arguments of `tapis clients subscribe`. */
export interface TapisClientsSubscribeOptions extends TapisClientChoice {
  /** The API's name. */
  readonly api: string;
  /**
   * Its version.
   *
   * @default {"v2"}
   */
  readonly apiVersion?: string | undefined;
  /**
   * Who provides it.
   *
   * @default {"admin"}
   */
  readonly provider?: string | undefined;
}

/**
 * Lets an OAuth client call an API of Tapis v2.
 *
 * @param options See {@linkcode TapisClientsSubscribeOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When something is missing, or Tapis v3 is meant.
 * @throws {ApiError} When the service refuses.
 */
export async function tapisClientsSubscribe(
  options: TapisClientsSubscribeOptions,
  io: Io,
): Promise<number> {
  demandV2(options);
  const { name: client, api, apiVersion = "v2", provider = "admin" } = options;
  const { tapis, login } = await managerOf(options, io);
  const who = { ...await login(), clientName: client };
  await tapis.clientsSubscribe(api, apiVersion, provider, who);
  return answered({ client, api } satisfies Subscribed, plain(api), options, io);
}

/**
 * The command line of {@linkcode tapisClientsSubscribe}.
 *
 * @param act Takes the command that was read.
 */
export function tapisClientsSubscribeCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisClientsSubscribe, needs: tapisClientsNeeds, acts: true })
    .description(
      "Let one of your OAuth clients call an API (Tapis v2).\n\n--json prints {client, api}.",
    )
    .arguments("<name:string> <api:string>", [
      "The client's name.",
      "The API's name, such as PublicKeys; * for all.",
    ])
    .option("--api-version <version:string>", "The API's version; v2 by default.")
    .option("--provider <name:string>", "Who provides it; admin by default.")
    .example("One API", "keyferry tapis clients subscribe my-client PublicKeys");
}
