/** The Tapis tenant and OAuth client of a sandbox. */
export const tapisClient = {
  /** The tenant's code. */
  tenantId: "sandbox",
  /** The client's name. */
  clientName: "keyferry-sandbox",
} as const;
