import type { Route } from "../router.ts";
import { deleteFile, makeFolder, moveCopy } from "./file_changes.ts";
import { downloadFile, uploadFile } from "./file_contents.ts";
import { listFiles } from "./file_list.ts";
import { guardedInJava } from "./guard.ts";
import { route, routesBelow } from "./routes.ts";

/** Files: the systems are the sandbox's collections. */
export function fileRoutes(): Route[] {
  const ops = "/v3/files/ops/{system}";
  const content = "/v3/files/content/{system}";
  return [
    route("GET", ops, guardedInJava(listFiles)),
    ...routesBelow("GET", ops, guardedInJava(listFiles)),
    route("POST", ops, guardedInJava(makeFolder)),
    ...routesBelow("POST", ops, guardedInJava(uploadFile)),
    ...routesBelow("PUT", ops, guardedInJava(moveCopy)),
    ...routesBelow("DELETE", ops, guardedInJava(deleteFile)),
    route("GET", content, guardedInJava(downloadFile)),
    ...routesBelow("GET", content, guardedInJava(downloadFile)),
  ];
}
