import { isAbsolute } from "./is_absolute.ts";
import { join } from "./join.ts";

/** A path that stays the same when the working folder changes. */
export function absolute(path: string): string {
  return isAbsolute(path) ? path : join(Deno.cwd(), path);
}
