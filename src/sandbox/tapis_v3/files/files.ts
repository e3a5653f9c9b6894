import type { Route } from "../../server/router.ts";
import { deleteFile, makeFolder, moveCopy } from "./file_changes.ts";
import { downloadFile, uploadFile } from "./file_contents.ts";
import { listFiles } from "./file_list.ts";
import { guardedInJava } from "../guard.ts";
import { route } from "../routes.ts";

/** Files: the systems are the sandbox's collections. */
export function fileRoutes(): Route[] {
  const ops = "/v3/files/ops/{system}";
  const content = "/v3/files/content/{system}";
  // With a slash too many at its front, too: tapipy writes a path so that begins with one.
  const [file, bytes] = [`${ops}/{path*}`, `${content}/{path*}`];
  return [
    route("GET", ops, guardedInJava(listFiles)),
    route("GET", file, guardedInJava(listFiles)),
    route("POST", ops, guardedInJava(makeFolder)),
    route("POST", file, guardedInJava(uploadFile)),
    route("PUT", file, guardedInJava(moveCopy)),
    route("DELETE", file, guardedInJava(deleteFile)),
    route("GET", content, guardedInJava(downloadFile)),
    route("GET", bytes, guardedInJava(downloadFile)),
  ];
}
