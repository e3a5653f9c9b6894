/** What `--deny-…` flags forbid: Deno lets them win over the flags that allow more. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { entryUrl, runChild } from "../helpers/child.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const app = ".globus/app/5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10";
const tokens = `${app}/keyferry/tokens.json`;
const secrets = ".cloudvolume/secrets";

const record = {
  resource_server: "transfer.api.globus.org",
  scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  access_token: "made-up-access",
  refresh_token: "made-up-refresh",
  expires_at_seconds: 1,
};
const home = {
  [tokens]: JSON.stringify({
    format_version: "2.0",
    data: { DEFAULT: { [record.resource_server]: record } },
  }),
  [`${secrets}/cave-secret.json`]: '{"token": "made-up"}',
};

/** Calls of the library, with what a script hands to them. */
const calls = {
  "Globus: a search": `
    import { tokenChain } from "${entryUrl("src/globus/mod.ts")}";
    import { explain } from "${entryUrl("src/credentials/mod.ts")}";
    const { lines } = await explain(tokenChain(surroundings));
    const line = lines.find(({ source }) => source === "~/.globus/app");
    done(\`\${line.state}: \${line.next}\`);`,
  "Globus: a renewal": `
    import { restore } from "${entryUrl("src/globus/mod.ts")}";
    const now = () => 2000;
    const { transfer } = await restore({ ...surroundings, now, fetch: () => done("sent") });
    await transfer.get("/v0.10/task_list");`,
  "CAVE: a token is saved": `
    import { saveToken } from "${entryUrl("src/cave/mod.ts")}";
    await saveToken("another", { ...surroundings, overwrite: true });`,
};

const rows: readonly [call: keyof typeof calls, denied: string, path: string, shown?: string][] = [
  ["Globus: a search", "read", `${app}/keyferry/tokens.json`, ".globus/app"],
  ["Globus: a search", "read", `${app}/keyferry`, ".globus/app"],
  ["Globus: a search", "read", app, ".globus/app"],
  ["Globus: a search", "read", ".globus", ".globus/app"],
  ["Globus: a renewal", "write", tokens],
  ["Globus: a renewal", "write", `${tokens}.lock`],
  ["Globus: a renewal", "write", `${tokens}.renewing`],
  ["Globus: a renewal", "write", ".globus", `${app}/keyferry`],
  ["CAVE: a token is saved", "write", `${secrets}/cave-secret.json`],
  ["CAVE: a token is saved", "read", `${secrets}/cave-secret.json`],
];

for (const [call, kind, path, shown = path] of rows) {
  Deno.test(`${call} with --deny-${kind}=~/${path} says which flag forbids it, and does nothing`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, home);
    const script = `
      const surroundings = { home: ${JSON.stringify(folder.path)}, env: {} };
      const done = (text) => { console.log(text); Deno.exit(); };
      globalThis.addEventListener("unhandledrejection", ({ reason }) => {
        done(\`\${reason.kind}: \${reason.message}\`);
      });
      ${calls[call]}
      done("nothing was refused");`;
    const { stdout } = await runChild(script, {
      flags: ["--allow-all", `--deny-${kind}=${folder.path}/${path}`],
      env: { HOME: folder.path },
    });
    const next =
      `add --allow-${kind}=${folder.path}/${shown}, and remove the --deny-${kind} that forbids it`;
    assertStringIncludes(stdout, next);
    assertStringIncludes(stdout, call === "Globus: a search" ? "not permitted: " : "permission: ");
    for (const [name, text] of Object.entries(home)) {
      assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), text);
    }
  });
}
