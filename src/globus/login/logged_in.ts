/** What a login leaves: clients that use its tokens and renew them. */

import { expiryWords } from "../../credentials/errors/card.ts";
import { shownAs } from "../../credentials/errors/shown_as.ts";
import { type Authorizer, nullAuthorizer } from "../../http/authorizer.ts";
import { type AuthClient, authClient, bareAuthClient } from "../auth/client.ts";
import { clientCards } from "../client_cards.ts";
import { resourceServers, type Service, type ServiceUrls, serviceUrls } from "../config.ts";
import { checkDestinations } from "../destinations.ts";
import type { ChosenApp } from "./login_app.ts";
import type { TokenRecords } from "../storage/token_storage.ts";
import { storedOwnAuthorizer } from "../renewal.ts";
import { clientsWith, type RestoreOptions } from "../restore.ts";
import type { TokenRecord } from "../storage/token_data.ts";
import { recordStore } from "../storage/token_file.ts";
import type { GlobusTokens } from "../tokens.ts";
import { type TransferClient, transferClient } from "../transfer/client.ts";
import { type ClientOptions, clientPart } from "../../http/client.ts";

/**
 * Clients that use the tokens of a login, and where those are kept.
 *
 * @category Login
 */
export interface LoggedIn {
  /** Globus Transfer; without a token where none was asked for. */
  readonly transfer: TransferClient;
  /** Globus Auth. */
  readonly auth: AuthClient;
  /** The file that keeps the tokens, or what a storage of your own is called. */
  readonly path: string;
  /** The app's name. */
  readonly app: string;
  /** The app's client id. */
  readonly clientId: string;
  /** The identity that logged in, where known. */
  readonly identityId: string | undefined;
  /** The services that there are tokens for. */
  readonly resourceServers: readonly string[];
}

/**
 * Clients for an app's stored tokens.
 *
 * @param app The app.
 * @param tokens Its tokens.
 * @param options What chooses the addresses, and how the clients behave.
 * @throws {CredentialError} When a token may not go where the options or a variable lead it.
 */
export async function loggedIn(
  app: ChosenApp,
  tokens: TokenRecords,
  options: RestoreOptions,
): Promise<LoggedIn> {
  const transfer = tokens.get(resourceServers.transfer);
  const auth = tokens.get(resourceServers.auth);
  const { clientId, clientSecret, name, file } = app;
  const isPersons = clientSecret === undefined;
  const found: GlobusTokens = {
    transfer: transfer?.accessToken,
    auth: auth?.accessToken,
    from: "stored",
    expiresAt: transfer?.expiresAt,
    identityId: transfer?.identityId,
    addresses: {},
    client: { clientId, clientSecret },
    stored: isPersons
      ? {
        file,
        namespace: app.namespace,
        records: {
          ...(transfer === undefined ? {} : { transfer }),
          ...(auth === undefined ? {} : { auth }),
        },
      }
      : undefined,
  };
  const urls = serviceUrls(options);
  await checkDestinations(found, file.name, { wanted: "Globus token", lines: [] }, urls);
  const behaviour = clientPart(options);
  const clients = isPersons
    ? clientsWith(found, urls, behaviour)
    : appsOwn(app, { transfer, auth }, urls, behaviour);
  const [identityId] = [...tokens.values()].flatMap(({ identityId: id }) => id ?? []);
  const words =
    `Globus clients transfer and auth for ${clients.transfer.baseUrl}, from ${file.name}`;
  const loggedIn = shownAs({
    ...clients,
    path: file.name,
    app: name,
    clientId,
    identityId,
    resourceServers: [...tokens.keys()],
  }, words);
  const { home } = options;
  const rest = home !== undefined && file.name.startsWith(home) ? file.name.slice(home.length) : "";
  // Another person's home may begin with the same letters.
  const source = /^[/\\]/.test(rest) ? `~${rest}` : file.name;
  return clientCards(loggedIn, () => ({
    app: name,
    account: identityId,
    source,
    expires: expiryWords(transfer?.expiresAt),
  }));
}

/** Clients that get the next tokens with the app's secret, in the file that its login left. */
function appsOwn(
  app: ChosenApp,
  records: Readonly<Record<Service, TokenRecord | undefined>>,
  urls: ServiceUrls,
  behaviour: ClientOptions,
): Pick<LoggedIn, "transfer" | "auth"> {
  const renewer = bareAuthClient({ ...behaviour, baseUrl: urls.auth.url });
  const authorizer = (service: Service): Authorizer => {
    const record = records[service];
    if (record === undefined) return nullAuthorizer();
    const store = recordStore(app.file, app.namespace, record);
    return storedOwnAuthorizer(record, app, store, renewer);
  };
  const of = (service: Service) => ({
    ...behaviour,
    baseUrl: urls[service].url,
    authorizer: authorizer(service),
  });
  return { transfer: transferClient(of("transfer")), auth: authClient(of("auth")) };
}
