export { toFileUrl } from "./mod.ts";
