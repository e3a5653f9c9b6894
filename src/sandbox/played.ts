/** A platform as the sandbox plays it: a value, so that a further one is its folder and a line in a list. */

import type { JsonValue } from "./server/python_json.ts";
import type { Sandbox, SandboxTokens } from "./sandbox.ts";
import type { Service } from "./server/service.ts";
import type { TokenRegistry } from "./tokens.ts";
import type { World } from "./world.ts";

/** A file that the platform's own tool would have left. */
export interface PlannedFile {
  /** Its path below the home. */
  readonly names: readonly string[];
  /** What is in it, or how that is had. */
  readonly content: JsonValue | (() => Promise<JsonValue>);
}

/** One of the platforms. */
export interface PlayedPlatform<Tokens extends Partial<SandboxTokens>> {
  /** Its services. */
  services(): Service[];
  /** The variables that point its own tools, and keyferry, at the sandbox. */
  environment(origin: string, home: string): Readonly<Record<string, string>>;
  /** The variables that would win over the credentials in the home, or choose others than those. */
  readonly strayVariables: readonly string[];
  /** The credentials that it issues when the sandbox starts for the first time. */
  firstTokens(registry: TokenRegistry): Promise<Tokens>;
  /** What a person types into a login of it: the values by what they are. */
  typed(tokens: Tokens): Readonly<Record<string, string>>;
  /** The files that its own tools would have left, in the exact form that they write. */
  files(sandbox: Sandbox, world: World): PlannedFile[];
}
