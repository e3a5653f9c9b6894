export { parse } from "./mod.ts";
export type { ParsedPath } from "./mod.ts";
