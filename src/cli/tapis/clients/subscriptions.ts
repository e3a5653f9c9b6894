/** `keyferry tapis clients subscriptions` */

import type { SubscriptionDocument } from "../../../tapis/v2/subscriptions.ts";
import type { Act, AnyCommand, Io, TableFor } from "../../terminal/job.ts";
import { answeredList, jobCommand } from "../../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../../terminal/lister.ts";
import { MisuseError } from "../../words/misuse.ts";
import type { TapisOptions } from "../client.ts";
import { tapisClientsNeeds } from "./list.ts";
import type { TapisClientChoice } from "./show.ts";
import { managerOf } from "./manager.ts";

/** What `tapis clients subscriptions --json` prints. */
export interface SubscriptionList {
  /** The APIs, as Tapis describes them. */
  readonly subscriptions: readonly SubscriptionDocument[];
  /** Whether there are more. */
  readonly capped: boolean;
}

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
  const command = jobCommand(
    act,
    { run: tapisClientsSubscriptions, needs: tapisClientsNeeds },
    "name",
  )
    .description(
      "List the APIs that one of your OAuth clients may call (Tapis v2).\n\n" +
        "--json prints {subscriptions: [document], capped}, as Tapis sends them; capped is true where " +
        "there are more.",
    )
    .arguments("<name:string>", ["The client's name."]);
  return withListOptions(command)
    .example("Of one", "keyferry tapis clients subscriptions my-client");
}
