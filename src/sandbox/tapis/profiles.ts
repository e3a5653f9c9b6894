import { type Call, param } from "../call.ts";
import { identity } from "../identity.ts";
import { get, type Route } from "../router.ts";
import { failure, success } from "./envelope.ts";

/** Profiles of users; there is one. */
export function profileRoutes(): Route[] {
  return [get("/profiles/v2/{username}", getProfile)];
}

function getProfile(call: Call): Response {
  const username = param(call, "username");
  if (username !== "me" && username !== identity.username) {
    return failure(404, `User not found: ${username}`);
  }
  return success({
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
  }, "User details retrieved successfully.");
}
