/** What a client for a collection's files does: each function is a method of it. */

export * from "./download.ts";
export * from "./download_file.ts";
export * from "./upload.ts";
export * from "./upload_file.ts";
export * from "../../../http/verbs.ts";
