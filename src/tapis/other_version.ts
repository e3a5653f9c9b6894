/** What to do with a token of the other version: they are not interchangeable. */

import type { Step } from "../credentials/errors/step.ts";

/** The token is of Tapis v3. */
export const useV3: Step = {
  kind: "use platform",
  platform: "Tapis v3",
  how: "use tapis.v3.restore()",
};

/** The token is of Tapis v2. */
export const useV2: Step = {
  kind: "use platform",
  platform: "Tapis v2",
  how: "use tapis.restore() for a token of v2",
};
