import { plantCredentials, type Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";

/** A sandbox with credentials in its home, and the ids of its two collections. */
export interface PlantedSandbox extends AsyncDisposable {
  /** The sandbox. */
  readonly sandbox: Sandbox;
  /** Its home. */
  readonly home: string;
  /** The id of "lab". */
  readonly lab: string;
  /** The id of "archive". */
  readonly archive: string;
}

/** Starts a sandbox and plants its credentials. */
export async function plantedSandbox(): Promise<PlantedSandbox> {
  const sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const [lab, archive] = sandbox.collections;
  return {
    sandbox,
    home: sandbox.home,
    lab: lab?.id ?? "",
    archive: archive?.id ?? "",
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
