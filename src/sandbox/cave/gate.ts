import type { Call } from "../call.ts";
import { json } from "../reply.ts";

/** A dataset whose terms of service nobody has signed; the list of datastacks leaves it out. */
export const termsDataset = "sandbox_terms";
/** A dataset that is not for the sandbox's person; the list of datastacks leaves it out. */
export const privateDataset = "sandbox_private";

/** The terms of {@linkcode termsDataset}. */
export const terms = { tos_id: 3, tos_name: "Sandbox terms" } as const;

/** Refuses what needs a signature, or a permission that the person does not have. */
export function gate(call: Call, dataset: string): Response | undefined {
  if (dataset === termsDataset) {
    return json({
      error: "missing_tos",
      message: "Need to accept Terms of Service to access resource.",
      data: { ...terms, tos_form_url: `${call.world.origin}/sticky_auth/tos/3/accept` },
    }, { status: 403 });
  }
  if (dataset === privateDataset) {
    return json({
      error: "missing_permission",
      message: `Missing permission: view for dataset ${dataset}`,
      data: { required_permission: "view", auth_dataset: dataset },
    }, { status: 403 });
  }
  return undefined;
}
