export { relative } from "./mod.ts";
