import { type Card, shownAsCard } from "../credentials/errors/card.ts";
import type { AuthClient } from "./auth/client.ts";
import type { TransferClient } from "./transfer/client.ts";

/**
 * Lets a notebook show clients of Globus, each and together, as cards.
 *
 * @param clients The clients, with all that is known of them.
 * @param facts What is known of their credential, asked for when it is shown.
 */
export function clientCards<
  Clients extends { readonly transfer: TransferClient; readonly auth: AuthClient },
>(clients: Clients, facts: () => Card["facts"]): Clients {
  const { transfer, auth } = clients;
  for (const client of [transfer, auth]) {
    shownAsCard(client, () => card(client.service, client.baseUrl, facts()));
  }
  return shownAsCard(clients, () => card("Globus", transfer.baseUrl, facts()));
}

function card(title: string, service: string, facts: Card["facts"]): Card {
  return { title, facts: { service, ...facts } };
}
