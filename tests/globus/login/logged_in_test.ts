import { assert, assertMatch } from "@std/assert";
import { loggedIn } from "../../../src/globus/login/logged_in.ts";
import { jsonTokenFile } from "../../../src/globus/storage/json_file.ts";
import { jupyterDisplay } from "../../../src/notebook/mod.ts";

Deno.test("a login's card names its file by ~ below the home alone, not in a folder whose name goes on", async () => {
  const rows = [
    ["/home/an/.globus/app/tokens.json", "~/.globus/app/tokens.json"],
    ["/home/anna/tokens.json", "/home/anna/tokens.json"],
    ["/srv/tokens.json", "/srv/tokens.json"],
  ] as const;
  for (const [path, shown] of rows) {
    const app = {
      name: "keyferry",
      clientId: "5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10",
      clientSecret: undefined,
      from: "caller",
      file: jsonTokenFile(path),
      namespace: "DEFAULT",
    } as const;
    const clients = await loggedIn(app, new Map(), { env: {}, home: "/home/an" });
    const display: unknown = Reflect.get(clients, jupyterDisplay);
    assert(typeof display === "function", "it has no card");
    assertMatch(display.call(clients)["text/plain"], new RegExp(`source +${shown}(\\n|$)`));
  }
});
