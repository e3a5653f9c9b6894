/** A source that is one key of a JSON file. */

import { FileError } from "../errors/errors.ts";
import { modeFacts } from "../files/files.ts";
import { hasControlCharacter } from "./from_env.ts";
import { parseObjectText, readMember } from "../files/json_text.ts";
import { missingPermissions, type Permission } from "../permissions.ts";
import { Secret } from "../secret/secret.ts";
import type { NotFound, Outcome, Source } from "./source.ts";
import type { Step } from "../errors/step.ts";
import { at, checkLocation, type Location, notPermitted } from "../surroundings.ts";
import { isWholeJson, readWhole } from "../files/whole_text.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";

/** What reading the file at a location needs. */
export function readPermissions(location: Location): Permission[] {
  const { permissions, pathForPermission: path } = location;
  return path === undefined ? [...permissions] : [...permissions, { name: "read", path }];
}

/**
 * A file that was read, or why it was not.
 *
 * @category Sources and chains
 */
export type FileOutcome = { readonly path: string; readonly text: string } | NotFound;

/**
 * Reads the file at a location, asking Deno first and never prompting.
 *
 * @param location Where it is.
 * @param isWhole Whether a text is one that was written to its end; another is read again, for about
 * 100 ms.
 *
 * @example
 * ```ts
 * import { at, loadText } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const outcome = await loadText(at(`${folder}/none.json`));
 * assertEquals("state" in outcome && outcome.state, "missing");
 * await Deno.remove(folder);
 * ```
 *
 * @category Sources and chains
 */
export async function loadText(
  location: Location,
  isWhole: (text: string) => boolean = () => true,
): Promise<FileOutcome> {
  checkLocation("location", location);
  checkArguments({ isWhole }, { isWhole: "function" });
  const path = location.find();
  if (typeof path !== "string") return path;
  const missing = missingPermissions([{ name: "read", path }]);
  if (missing.length > 0) return notPermitted(missing);
  try {
    const text = await readWhole(path, isWhole);
    return text === undefined ? { state: "missing", detail: "is not there" } : { path, text };
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    return broken(`cannot be read: ${cause.why}`, cause, cause.step);
  }
}

/** The outcome of a source that is there but cannot be used. */
export function broken(
  why: string,
  cause: unknown,
  step: Step = { kind: "fix file" },
): NotFound {
  const state = step.kind === "try again" ? "locked" : step.kind === "update" ? "newer" : "broken";
  return { state, detail: why, step, cause };
}

/**
 * What may be said of a file that holds a secret.
 *
 * @category Sources and chains
 */
export interface JsonFileOptions {
  /** Whose argument chooses another file or key, and its name, for the next step. */
  readonly chooses?: { readonly platform: string; readonly by: string } | undefined;
}

const jsonFileKinds: OptionKinds<JsonFileOptions> = { chooses: "object" };

/**
 * A source that is one key of a JSON file, such as a CAVE secret file.
 *
 * @param file The file's path, or a location such as {@linkcode inHome} gives.
 * @param key The key whose value is the secret.
 * @param options `chooses`: the argument of a platform that chooses another key, which a file without
 * the key is reported with.
 *
 * @example A file without the key is skipped, a file that is not JSON is not
 * ```ts
 * import { fromJsonFile } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, '{"other": 1}');
 * assertEquals((await fromJsonFile(path, "token").load()).state, "keyless");
 * await Deno.writeTextFile(path, '{"other": ');
 * assertEquals((await fromJsonFile(path, "token").load()).state, "broken");
 * await Deno.remove(path);
 * ```
 *
 * @category Sources and chains
 */
export function fromJsonFile(
  file: string | Location,
  key: string,
  options: JsonFileOptions = {},
): Source<Secret> {
  checkArguments({ key }, { key: "any text" });
  if (typeof file !== "string") checkLocation("file", file);
  checkOptions(options, jsonFileKinds);
  const location = typeof file === "string" ? at(file) : file;
  return {
    name: key === "token" ? location.label : `${location.label} (key ${JSON.stringify(key)})`,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<Secret>> {
      const file = await loadText(location, isWholeJson);
      if ("state" in file) return file;
      let raw: string | undefined;
      try {
        raw = readMember(file.text, key);
      } catch (cause) {
        return broken(`is not a JSON object: ${(cause as SyntaxError).message}`, cause);
      }
      const others = raw === undefined && options.chooses !== undefined ? keysIn(file.text) : [];
      if (options.chooses !== undefined && others.length > 0) {
        const { platform, by } = options.chooses;
        return {
          state: "keyless",
          detail: `has no key ${JSON.stringify(key)}`,
          step: { kind: "choose", platform, by: [by], among: others },
        };
      }
      return await fromRaw(raw, key, file.path);
    },
  };
}

/** More names than this help nobody to choose. */
const mostKeys = 8;

/** The keys of a file that may have a token. A long one could be a token put on the wrong side. */
function keysIn(text: string): string[] {
  const keys = parseObjectText(text).members.flatMap(({ key, start }) => {
    return text[start] === '"' && /^[\w. -]{1,24}$/.test(key) ? [key] : [];
  });
  return [...new Set(keys)].slice(0, mostKeys);
}

async function fromRaw(
  raw: string | undefined,
  key: string,
  path: string,
): Promise<Outcome<Secret>> {
  const keyless = (detail: string): NotFound => ({ state: "keyless", detail });
  if (raw === undefined) return keyless(`has no key ${JSON.stringify(key)}`);
  if (raw === "null") return keyless(`has null under ${JSON.stringify(key)}`);
  // Python accepts a number and sends its digits; so do we.
  const text = raw.startsWith('"') ? String(JSON.parse(raw)).trim() : raw;
  if (text === "") return keyless(`has an empty text under ${JSON.stringify(key)}`);
  if (!raw.startsWith('"') && !/^\d+$/.test(raw)) {
    return broken(`has no text under ${JSON.stringify(key)}`, undefined);
  }
  if (hasControlCharacter(text)) {
    return broken(`has a line break inside the text under ${JSON.stringify(key)}`, undefined);
  }
  return {
    state: "used",
    value: new Secret(text),
    ...await modeFacts(path),
  };
}
