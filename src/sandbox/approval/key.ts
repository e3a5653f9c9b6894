import type { World } from "../world.ts";
import { sameText } from "../server/same_text.ts";

/** Whether a key is the one of this run; the whole address of the status page will do. */
export function isKey(world: World, text: string): boolean {
  const key = /[?&]key=([^&#]*)/.exec(text)?.[1] ?? text.trim();
  return sameText(key, world.approval.key);
}
