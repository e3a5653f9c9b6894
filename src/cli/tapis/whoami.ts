/** `keyferry tapis whoami` */

import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { restoreV2, restoreV3, tapisNeeds, type TapisOptions } from "./client.ts";
import { factsText } from "../terminal/text.ts";

/**
 * Shows the profile of the person that the Tapis token belongs to.
 *
 * @param options `sandbox`, `json`, `v3`, and which session.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no token.
 * @throws {ApiError} When it is refused.
 * @throws {PermissionNeededError} When a source above the one found may not be checked.
 */
export async function tapisWhoami(options: TapisOptions, io: Io): Promise<number> {
  const { profile, firstName, tenant, address } = await (options.v3 ? askV3 : askV2)(options, io);
  const { username, full_name, last_name, email } = profile;
  const name = full_name ?? [firstName, last_name].filter((part) => part).join(" ");
  const facts = [
    ["Username", username],
    ["Name", name],
    ["Email", email],
    ["Tenant", tenant],
    ["Address", address],
  ] as const;
  return answered(profile, () => factsText(facts), options, io);
}

interface Answer {
  readonly profile: Readonly<Record<string, unknown>>;
  readonly firstName: unknown;
  readonly tenant: string | undefined;
  readonly address: string;
}

async function askV2(options: TapisOptions, io: Io): Promise<Answer> {
  const tapis = await restoreV2(options, io);
  const profile = await tapis.profilesGet();
  const { session: { tenantId: tenant }, baseUrl: address } = tapis;
  return { profile: { ...profile }, firstName: profile.first_name, tenant, address };
}

async function askV3(options: TapisOptions, io: Io): Promise<Answer> {
  const tapis = await restoreV3(options, io);
  const profile = await tapis.getUserinfo();
  // A session that is obtained with a password knows its tenant now.
  const { claims } = tapis.tokens();
  const tenant = tapis.session.tenantId ?? claims["tapis/tenant_id"];
  return { profile: { ...profile }, firstName: profile.given_name, tenant, address: tapis.baseUrl };
}

/**
 * The command line of {@linkcode tapisWhoami}.
 *
 * @param act Takes the command that was read.
 */
export function tapisWhoamiCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: tapisWhoami, needs: tapisNeeds })
    .description(
      "Show the profile of the person that the Tapis token belongs to.\n\n" +
        "--json prints the profile as Tapis sends it.",
    )
    .example("Who am I?", "keyferry tapis whoami")
    .example("And in Tapis v3?", "keyferry tapis whoami --v3");
}
