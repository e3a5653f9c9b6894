/** Names of OAuth clients. */

import { ArgumentTypeError } from "../../argument_error.ts";

/** Longest name, in characters: the service's rule. */
const longest = 64;

const qualities = [
  "amber brisk calm clever coral cosmic crisp dapper eager early fabled fair fleet gentle gilded",
  "glad grand hardy hazel humble ivory jolly keen kind lively loyal lucid lunar mellow merry mild",
  "noble opal patient plucky polar proud quiet rapid rosy rustic sandy shiny silent silver snug solar",
  "steady sunny swift tidal tidy violet vivid warm wily windy witty young zesty",
].join(" ").split(" ");

const creatures = [
  "auk badger beaver bison bunting caribou condor coot crane curlew dipper dolphin eider ermine",
  "falcon ferret finch gannet gecko grebe grouse gull harrier hermit heron hoopoe ibex ibis jackdaw",
  "kestrel kite lark lemming linnet lizard loon lynx magpie marmot marten merlin mink newt nuthatch",
  "orca osprey otter ouzel owl petrel pika pipit plover puffin quail raven redwing robin salmon",
  "seal shrew siskin skua sparrow stoat stork swan teal tern thrush toad trout turnstone vole",
  "warbler weasel whimbrel wigeon wren",
].join(" ").split(" ");

/**
 * A name for a client that nobody named, such as `calm-solar-otter`. AgavePy puts the host's name in
 * front, which would take a permission and says where the person works.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(v2.randomClientName(), /^[a-z]+-[a-z]+-[a-z]+$/);
 * ```
 *
 * @category OAuth clients
 */
export function randomClientName(): string {
  const [first, second, third] = crypto.getRandomValues(new Uint32Array(3));
  return [pick(qualities, first), pick(qualities, second), pick(creatures, third)].join("-");
}

function pick(words: readonly string[], random = 0): string {
  return words[random % words.length] ?? "";
}

/**
 * A client's name, if it is one.
 *
 * @param name The name.
 * @throws {TypeError} When it is longer than 64 characters or holds anything but letters, digits, dots,
 * underscores and hyphens.
 */
export function checkedClientName(name: string): string {
  if (typeof name !== "string") {
    throw new ArgumentTypeError("The name of an OAuth client must be a text");
  }
  if (/^[A-Za-z0-9._-]+$/.test(name) && name.length <= longest) return name;
  throw new ArgumentTypeError(
    `${
      JSON.stringify(name)
    } is not a name for an OAuth client: use 1 to ${longest} letters, digits, ` +
      "dots, underscores and hyphens",
  );
}
