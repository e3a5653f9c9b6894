import { type Call, param } from "../server/call.ts";
import { identity } from "../identity.ts";
import { get, type Route } from "../server/router.ts";
import { failure, success } from "./envelope.ts";

/** Profiles of users; there is one. */
export function profileRoutes(): Route[] {
  return ["/profiles/v2", "/profiles/v2/"].map((path) => get(path, searchProfiles)).concat([
    get("/profiles/v2/{username}", getProfile),
  ]);
}

const searchable = ["username", "email", "first_name", "last_name", "full_name", "status"] as const;

function searchProfiles(call: Call): Response {
  const query = call.url.searchParams;
  const fits = searchable.every((field) => {
    const wanted = query.get(field);
    return wanted === null || wanted === profile[field];
  });
  const name = query.get("name");
  const found = fits && (name === null || profile.full_name.includes(name)) ? [profile] : [];
  const offset = Number(query.get("offset") ?? 0);
  return success(found.slice(offset), "User details retrieved successfully.");
}

const profile = {
  first_name: identity.firstName,
  last_name: identity.lastName,
  full_name: identity.name,
  email: identity.email,
  phone: "",
  mobile_phone: "",
  status: "",
  create_time: "20140515180317Z",
  uid: 806444,
  username: identity.username,
  nonce: null,
};

function getProfile(call: Call): Response {
  const username = param(call, "username");
  if (username !== "me" && username !== identity.username) {
    return failure(404, `User not found: ${username}`);
  }
  return success(profile, "User details retrieved successfully.");
}
