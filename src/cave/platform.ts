/** CAVE as a platform: a token that may go to the server it is wanted for. */

import type { AddressPermission, Found, Platform, Shipment } from "../credentials/platform.ts";
import { readPermissions } from "../credentials/sources/from_json_file.ts";
import type { ChosenBy } from "../credentials/destination.ts";
import type { ResolveOptions } from "../credentials/sources/chain.ts";
import { demandOwner, ownerPermissions } from "../credentials/files/trusted_file.ts";
import { datastackMapFile, serverOfDatastack } from "./datastack_map.ts";
import { defaultServer, serverFile } from "./token/secret_files.ts";
import {
  type CaveToken,
  serverOf,
  tokenChain,
  type TokenChoice,
  tokenChoiceKinds,
  wanted,
} from "./token/token_chain.ts";
import { withScheme } from "./token/with_scheme.ts";
import { type OptionKinds, pickOptions } from "../options.ts";

/** What narrows the search for a token. */
export interface TokenSearch extends TokenChoice {
  /** The datastack, where one is meant. */
  readonly datastack?: string | undefined;
  /** Leave the datastack aside. */
  readonly globalOnly?: boolean | undefined;
  /** Whether `serverAddress` is what CAVEclient's map names for the datastack. */
  readonly isMapped?: boolean | undefined;
}

const tokenSearchKinds: OptionKinds<TokenSearch> = {
  ...tokenChoiceKinds,
  datastack: "text",
  globalOnly: "flag",
  isMapped: "flag",
};

/**
 * CAVE, for {@linkcode find} and {@linkcode permissionsFor}.
 *
 * @example What a script needs from Deno
 * ```ts
 * import { platform } from "@keyferry/keyferry/cave";
 * import { permissionFlags, permissionsFor } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const { needed } = await permissionsFor(platform, { env: { CAVE_TOKEN: "made-up" } });
 * assertEquals(permissionFlags(needed), ["--allow-net=global.daf-apis.com"]);
 * ```
 */
export const platform: Platform<TokenSearch, CaveToken> = {
  name: "CAVE",
  wanted,
  choices: tokenSearchKinds,
  settle,
  chain: (search) => tokenChain(pickOptions<TokenChoice>(search, tokenChoiceKinds)),
  destinations,
  addressPermissions,
  addresses: (choice) => ({ CAVE: withScheme(serverOf(choice)) }),
  renewal: () => ({ canRefresh: false, reason: "CAVE tokens are not renewed", permissions: [] }),
  // A CAVE token says neither whose it is nor when it expires.
  identity: () => undefined,
  hasToken: () => true,
  expiresAt: () => undefined,
};

/** Whether CAVEclient's map decides on the server. */
function asksMap({ datastack, globalOnly, serverAddress, isMapped }: TokenSearch): boolean {
  if (datastack === undefined || globalOnly === true) return false;
  return isMapped === true || serverAddress === undefined;
}

async function settle(choice: TokenSearch & ResolveOptions): Promise<TokenSearch> {
  const { datastack } = choice;
  if (datastack === undefined || !asksMap(choice)) return choice;
  const mapped = await serverOfDatastack(datastack, choice);
  return mapped === undefined ? choice : { ...choice, serverAddress: mapped, isMapped: true };
}

const mapName = "CAVEclient's map of datastacks";

function destinations({ value, source, choice }: Found<TokenSearch, CaveToken>): Shipment[] {
  const { isMapped, serverAddress, sandboxOrigin } = choice;
  const url = withScheme(serverOf(choice));
  if (isMapped) demandOwner(mapName);
  const elsewhere = new URL(url).origin !== new URL(defaultServer).origin;
  const chosenBy: ChosenBy = isMapped && elsewhere
    ? "stored"
    : serverAddress !== undefined
    ? "caller"
    : sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  // A server's own file is for that server, though a map names it.
  const own = isMapped && source.endsWith(`/${serverFile(serverOf(choice))}`);
  return [{
    secret: value.token,
    ...(own ? { issuers: [new URL(url).origin] } : {}),
    destination: {
      url,
      chosenBy,
      name: isMapped ? mapName : "serverAddress",
      argument: { platform: "CAVE", argument: "serverAddress" },
    },
  }];
}

function addressPermissions(choice: TokenSearch): AddressPermission[] {
  if (!asksMap(choice)) return [];
  const decides = choice.isMapped === true;
  const owner = decides ? ownerPermissions() : [];
  return [...readPermissions(datastackMapFile(choice)), ...owner]
    .map((permission) => ({ permission, decides }));
}
