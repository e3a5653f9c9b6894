import { type Call, jsonObject, param } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { del, get, post, put, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { badRequest, refusal } from "../errors.ts";
import { demandDataType, flag, optionalText, requiredText } from "../fields.ts";
import { result } from "../tasks/result.ts";
import type { Bookmark } from "../state.ts";

/** Folders with names of one's own. */
export function bookmarkRoutes(): Route[] {
  return [
    get("/v0.10/bookmark_list", listBookmarks),
    post("/v0.10/bookmark", createBookmark),
    get("/v0.10/bookmark/{id}", getBookmark),
    put("/v0.10/bookmark/{id}", updateBookmark),
    del("/v0.10/bookmark/{id}", deleteBookmark),
  ];
}

function bookmarkDocument(bookmark: Bookmark): Record<string, unknown> {
  return {
    DATA_TYPE: "bookmark",
    endpoint_id: bookmark.endpointId,
    id: bookmark.id,
    name: bookmark.name,
    path: bookmark.path,
    pinned: bookmark.pinned,
  };
}

function mine(call: Call): Bookmark[] {
  const caller = callerId(call);
  return [...call.world.transfer.bookmarks.values()].filter(({ ownerId }) => ownerId === caller);
}

function bookmarkOfCall(call: Call): Bookmark {
  const id = param(call, "id");
  const found = mine(call).find((bookmark) => bookmark.id === id);
  if (found !== undefined) return found;
  throw refusal(call, 404, "BookmarkNotFound", `No bookmark with id '${id}'`);
}

function demandFreeName(call: Call, name: string, id?: string): void {
  if (mine(call).some((bookmark) => bookmark.name === name && bookmark.id !== id)) {
    throw refusal(call, 409, "Exists", `A bookmark named '${name}' exists already`);
  }
}

function listBookmarks(call: Call): Response {
  return json({ DATA_TYPE: "bookmark_list", DATA: mine(call).map(bookmarkDocument) });
}

function getBookmark(call: Call): Response {
  return json(bookmarkDocument(bookmarkOfCall(call)));
}

async function createBookmark(call: Call): Promise<Response> {
  const body = await jsonObject(call);
  demandDataType(call, body, "bookmark");
  const path = requiredText(call, body, "path");
  if (!/^[/~]/.test(path)) throw badRequest(call, '"path" must begin with "/" or "~"');
  const bookmark: Bookmark = {
    id: crypto.randomUUID(),
    ownerId: callerId(call),
    name: requiredText(call, body, "name"),
    // It may name what is not there: bookmarks outlive their collections.
    endpointId: requiredText(call, body, "endpoint_id"),
    path,
    pinned: flag(call, body, "pinned", false),
  };
  demandFreeName(call, bookmark.name);
  call.world.transfer.bookmarks.set(bookmark.id, bookmark);
  return json(bookmarkDocument(bookmark));
}

async function updateBookmark(call: Call): Promise<Response> {
  const old = bookmarkOfCall(call);
  const body = await jsonObject(call);
  demandDataType(call, body, "bookmark");
  const name = optionalText(call, body, "name") ?? old.name;
  if (name === "") throw badRequest(call, '"name" must not be empty');
  demandFreeName(call, name, old.id);
  const bookmark = { ...old, name, pinned: flag(call, body, "pinned", old.pinned) };
  call.world.transfer.bookmarks.set(bookmark.id, bookmark);
  return json(bookmarkDocument(bookmark));
}

function deleteBookmark(call: Call): Response {
  const { id } = bookmarkOfCall(call);
  call.world.transfer.bookmarks.delete(id);
  return result(call, "Deleted", `Bookmark '${id}' deleted successfully`);
}
