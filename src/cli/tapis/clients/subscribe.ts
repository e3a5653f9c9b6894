/** `keyferry tapis clients subscribe` */

import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../../terminal/job.ts";
import { tapisClientsNeeds } from "./list.ts";
import type { TapisClientChoice } from "./show.ts";
import { demandV2 } from "./subscriptions.ts";
import { managerOf } from "./manager.ts";
import { plain } from "../../terminal/text.ts";

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

/** What `tapis clients subscribe --json` prints. */
export interface Subscribed {
  /** The client's name. */
  readonly client: string;
  /** The API's name. */
  readonly api: string;
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
  return jobCommand(
    act,
    { run: tapisClientsSubscribe, needs: tapisClientsNeeds, acts: true },
    "name",
    "api",
  )
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
