// deno-lint-ignore-file no-import-prefix
/** fast-check is named here alone: Deno fetches what deno.json names for each of its tasks, the demo too. */
export { default } from "npm:fast-check@^4.3.0";
