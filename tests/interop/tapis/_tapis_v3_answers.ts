type Fields = Readonly<Record<string, unknown>>;

/** Where the page of a login leads back to. */
export const callback = "http://127.0.0.1:1/back";
/** What a client is made of. */
export const made = { client_id: "made-up", callback_url: callback, description: "for both" };
/** What a transfer moves. */
export const elements = [{ sourceURI: "tapis://lab/made", destinationURI: "tapis://archive/in" }];

/** What a token says of the person, and of what it was given for. */
export function claims(grant: string, more: Fields = {}): Fields {
  return {
    iss: "http://HOST/v3/tokens",
    sub: "ferry@sandbox",
    "tapis/tenant_id": "sandbox",
    "tapis/token_type": "access",
    "tapis/username": "ferry",
    "tapis/account_type": "user",
    "tapis/delegation": false,
    "tapis/client_id": "made-up",
    "tapis/grant_type": grant,
    "tapis/redirect_uri": null,
    "tapis/refresh_count": 0,
    ...more,
  };
}

/** The claims of the planted client's tokens. */
export const planted = { "tapis/client_id": "keyferry-sandbox" };
/** The sandbox's tenant. */
export const tenant = {
  tenant_id: "sandbox",
  base_url: "http://HOST",
  site_id: "sandbox",
  status: "active",
  authenticator: "http://HOST/v3/oauth2",
  token_service: "http://HOST/v3/tokens",
};
/** Its site. */
export const site = { site_id: "sandbox", primary: true, base_url: "http://HOST" };
/** Its person. */
export const profile = {
  username: "ferry",
  given_name: "Sandy",
  last_name: "Ferry",
  email: "ferry@sandbox.example.org",
};
/** The client that the calls make. */
export const oauth = {
  ...made,
  client_key: /^made-up secret/,
  owner: "ferry",
  tenant_id: "sandbox",
  display_name: "made-up",
  active: true,
  create_time: /^\w{3}, .* GMT$/,
};
/** The same client once it is deleted: hidden, no more. */
export const hidden = { ...oauth, display_name: "é", active: false };
/** What `runs` holds. */
export const folder = { name: "2026-03-21", path: "runs/2026-03-21", type: "dir", mimeType: null };
/** The one text below it. */
export const log = {
  name: "log.txt",
  path: "runs/2026-03-21/log.txt",
  type: "file",
  url: "tapis://lab/runs/2026-03-21/log.txt",
};
/** A transfer, once it is asked for. */
export const begun = { tag: "é", tenantId: "sandbox", username: "ferry", status: "ACCEPTED" };
/** The same one, once it is over. */
export const ended = { ...begun, status: "COMPLETED", errorMessage: null };

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The sums of a transfer of two files with this content. */
export function summary(content: string): Fields {
  const bytes = 2 * bytesOf(content);
  return {
    totalTransfers: 2,
    completeTransfers: 2,
    totalBytesTransferred: bytes,
    estimatedTotalBytes: bytes,
  };
}

/** The part of that transfer. */
export function parentOf(content: string): Fields {
  const child = {
    status: "COMPLETED",
    totalBytes: bytesOf(content),
    bytesTransferred: bytesOf(content),
    destinationURI: /^tapis:\/\/archive\/in\/(?:a|b é)\.txt$/,
  };
  return {
    ...elements[0],
    status: "COMPLETED",
    totalBytes: 2 * bytesOf(content),
    children: [child, child],
  };
}
