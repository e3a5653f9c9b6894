/** CAVE as a platform: a token that may go to the server it is wanted for. */

import type { AddressPermission, Found, Platform, Shipment } from "../credentials/platform.ts";
import { readPermissions } from "../credentials/sources/from_json_file.ts";
import type { ChosenBy } from "../credentials/destination.ts";
import type { ResolveOptions } from "../credentials/sources/chain.ts";
import { demandPermissions } from "../credentials/demand_permissions.ts";
import type { Permission } from "../credentials/permissions.ts";
import { markerPermissions, sandboxMarker, sandboxOf } from "../credentials/sandbox_home.ts";
import { isSandboxToken } from "../credentials/secret/sandbox_token.ts";
import { inHome } from "../credentials/surroundings.ts";
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

/**
 * What narrows the search for a token.
 *
 * @category Tokens
 */
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
 *
 * @category Tokens
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

async function settle(asked: TokenSearch & ResolveOptions): Promise<TokenSearch> {
  const choice = await inOwnSandbox(asked);
  const { datastack } = choice;
  if (datastack === undefined || !asksMap(choice)) return choice;
  const mapped = await serverOfDatastack(datastack, choice);
  return mapped === undefined ? choice : { ...choice, serverAddress: mapped, isMapped: true };
}

/**
 * What a sandbox's home holds is for that sandbox: its marker is to CAVE what variables are to the other
 * platforms, of whose tools CAVE's have none. A token of the caller's own goes where it always does.
 *
 * @param choice What narrows the search.
 */
export async function inOwnSandbox<Choice extends TokenChoice>(choice: Choice): Promise<Choice> {
  const { sandboxOrigin, serverAddress, token, sources } = choice;
  if ([sandboxOrigin, serverAddress, token, sources].some((one) => one !== undefined)) {
    return choice;
  }
  if ((await markerPermissions(choice)).length === 0) return choice;
  const origin = await sandboxOf(choice);
  return origin === undefined ? choice : { ...choice, sandboxOrigin: origin };
}

/** Reading the marker of a sandbox's home. */
function markerOf(choice: TokenChoice): Permission[] {
  const marker = inHome([sandboxMarker], choice);
  const path = marker.find();
  return [
    ...marker.permissions,
    ...typeof path === "string" ? [{ name: "read", path } as const] : [],
  ];
}

/** Where a sandbox's token is to go, its marker tells. */
function demandMarker({ token }: CaveToken, choice: TokenSearch): void {
  if (!isSandboxToken(token.reveal())) return;
  demandPermissions("Cannot tell which sandbox the CAVE token is for", markerOf(choice));
}

const mapName = "CAVEclient's map of datastacks";

function destinations({ value, source, choice }: Found<TokenSearch, CaveToken>): Shipment[] {
  const { isMapped, serverAddress, sandboxOrigin } = choice;
  const url = withScheme(serverOf(choice));
  if (isMapped) demandOwner(mapName);
  if (serverAddress === undefined && sandboxOrigin === undefined && value.from === "stored") {
    demandMarker(value, choice);
  }
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
  // A map that names the server decides by itself.
  const isMarked = choice.sandboxOrigin !== undefined && choice.isMapped !== true;
  const marker = (isMarked ? markerOf(choice) : [])
    .map((permission) => ({ permission, decides: true }));
  if (!asksMap(choice)) return marker;
  const decides = choice.isMapped === true;
  const owner = decides ? ownerPermissions() : [];
  const map = [...readPermissions(datastackMapFile(choice)), ...owner]
    .map((permission) => ({ permission, decides }));
  return [...marker, ...map];
}
