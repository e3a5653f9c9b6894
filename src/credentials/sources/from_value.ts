import { Secret } from "../secret/secret.ts";
import type { Outcome, Source } from "./source.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/**
 * What may be said of a value.
 *
 * @category Sources and chains
 */
export interface ValueOptions {
  /** What the report calls it. */
  readonly name?: string | undefined;
}

const valueKinds: OptionKinds<ValueOptions> = { name: "text" };

/**
 * A source that holds what the caller gave.
 *
 * @param value The secret.
 * @param options `name`: how to name it in a report.
 *
 * @example A given token always wins
 * ```ts
 * import { chain, fromEnv, fromValue, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = chain("CAVE token", [
 *   fromValue("given"),
 *   fromEnv("CAVE_TOKEN", { env: { CAVE_TOKEN: "from the environment" } }),
 * ]);
 * assertEquals((await resolve(tokens)).value.reveal(), "given");
 * ```
 *
 * @category Sources and chains
 */
export function fromValue(
  value: string | Secret,
  options: ValueOptions = {},
): Source<Secret> {
  checkArguments({ value }, { value: "secret" });
  checkOptions(options, valueKinds);
  const secret = typeof value === "string" ? new Secret(value) : value;
  return {
    name: options.name ?? "given by the caller",
    permissions: [],
    load(): Promise<Outcome<Secret>> {
      return Promise.resolve(
        secret.reveal().trim() === ""
          ? {
            state: "empty",
            detail: "is an empty text",
            step: { kind: "other", words: "give the token itself" },
          }
          : { state: "used", value: secret },
      );
    },
  };
}
