/** What one refusal has told is not asked again: of an access token that looks good, in each stored login. */

import { assert, assertEquals } from "@std/assert";
import { ApiError } from "../../src/http/reply/errors.ts";
import { storedLogins } from "../helpers/servers/single_use_logins.ts";
import { startSingleUseServer } from "../helpers/servers/single_use_server.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";

/** Before any of the stored access tokens ends, in milliseconds since 1970. */
const now = (): number => 1_539_710_000_000;
const many = 200;

/** A way to refuse the first access token that comes, whenever it comes; and how often that was so. */
function refusing(): { first: (request: Request) => Response | undefined; count: () => number } {
  let refused = 0;
  let token: string | undefined;
  return {
    count: () => refused,
    first({ url, headers }) {
      if (!url.endsWith("/a")) return undefined;
      const sent = headers.get("x-tapis-token") ?? headers.get("authorization") ?? "";
      token ??= sent;
      if (sent !== token) return undefined;
      refused++;
      return Response.json({ message: "Unauthorized" }, { status: 401 });
    },
  };
}

for (const [name, { plant, open }] of Object.entries(storedLogins)) {
  Deno.test(`${name}: calls that begin while a refused token is renewed wait for its successor`, async () => {
    await using folder = await temporaryFolder();
    const { first, count } = refusing();
    const [asked, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using server = startSingleUseServer(now, {
      first,
      between(): Promise<void> {
        asked.resolve();
        return begun.promise;
      },
    });
    await plant(folder.path, server.url);
    const call = await open(folder.path, server.url, now);
    const earliest = call();
    await asked.promise;
    const others = Array.from({ length: many }, () => call());
    begun.resolve();
    await Promise.all([earliest, ...others]);
    assertEquals([count(), server.used(), server.calls.length], [1, 1, many + 1]);
  });

  Deno.test(`${name}: once its renewal is refused, too, no call is sent to be refused`, async () => {
    await using folder = await temporaryFolder();
    const { first, count } = refusing();
    let grants = 0;
    await using server = startSingleUseServer(now, {
      first(request) {
        if (request.url.endsWith("/a")) return first(request);
        grants++;
        return Response.json({ error: "invalid_grant" }, { status: 400 });
      },
    });
    await plant(folder.path, server.url);
    const call = await open(folder.path, server.url, now);
    const [earliest] = await Promise.allSettled([call()]);
    assertEquals([earliest?.status, count(), grants], ["rejected", 1, 1]);
    const others = await Promise.allSettled(Array.from({ length: many }, () => call()));
    assert(others.every((outcome) => {
      return outcome.status === "rejected" && outcome.reason instanceof ApiError;
    }));
    assertEquals([count(), grants], [1, 2]);
  });
}
