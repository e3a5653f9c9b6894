/** `keyferry cave whoami` */

import type { PermissionsDocument } from "../../cave/services/auth_documents.ts";
import type { CaveOptions } from "./choice.ts";
import { caveNeeds, restoreCave, withCaveOptions } from "./client.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { factsText } from "../terminal/text.ts";

/**
 * Shows the person that the CAVE token belongs to, and what the person may do.
 *
 * @param options Whose token.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no token.
 * @throws {ApiError} When it is refused.
 */
export async function caveWhoami(options: CaveOptions, io: Io): Promise<number> {
  const { auth } = await restoreCave(options, io);
  const document = await auth.getPermissions();
  return answered(document, () => factsOf(document, auth.baseUrl), options, io);
}

function factsOf(document: PermissionsDocument, server: string): string {
  const rows: [string, string][] = [
    ["Name", document.name],
    ["Email", document.email],
    ["Server", server],
    ["Administrator", document.admin ? "yes" : ""],
    ["Groups", document.groups.join(", ")],
  ];
  for (const [dataset, allowed] of Object.entries(document.permissions_v2).sort()) {
    rows.push([`Dataset ${dataset}`, allowed.join(", ")]);
  }
  for (const { dataset_name, tos_name } of document.missing_tos) {
    rows.push([`Dataset ${dataset_name}`, `closed until you sign "${tos_name}"`]);
  }
  return factsText(rows);
}

/**
 * The command line of {@linkcode caveWhoami}.
 *
 * @param act Takes the command that was read.
 */
export function caveWhoamiCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: caveWhoami, needs: caveNeeds })
    .description(
      "Show the person that the CAVE token belongs to: name, mail address, groups, and what each " +
        "dataset lets the person do.\n\n" +
        "--json prints the auth service's document: {id, name, email, admin, groups, " +
        "permissions_v2, missing_tos, ...}.",
    );
  return withCaveOptions(command)
    .example("Who am I?", "keyferry cave whoami");
}
