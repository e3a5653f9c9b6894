import type { Call } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { isProgrammatic, wayBack } from "./access.ts";

/** A dataset whose terms of service nobody has signed. It is listed, and then refused. */
export const termsDataset = "sandbox_terms";
/** A dataset that is not for the sandbox's person; the list of datastacks leaves it out. */
export const privateDataset = "sandbox_private";

/** The terms of {@linkcode termsDataset}. */
export const terms = { tos_id: 3, tos_name: "Sandbox terms" } as const;

/** What they say. */
export const termsText = "Nothing that is real may be done with made-up data.";

/** Where the terms are signed. */
function termsForm(call: Call): string {
  return `${call.world.origin}/sticky_auth/api/v1/tos/${terms.tos_id}/accept`;
}

/** Refuses what needs a signature, or a permission that the person does not have. */
export function gate(call: Call, dataset: string): Response | undefined {
  if (dataset === termsDataset) {
    const form = termsForm(call);
    if (!isProgrammatic(call.request)) {
      const location = `${form}?redirect=${wayBack(call)}`;
      return new Response(null, { status: 302, headers: { location } });
    }
    return json({
      error: "missing_tos",
      message: "Need to accept Terms of Service to access resource.",
      data: { ...terms, tos_form_url: form },
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
