import { assertEquals, assertNotEquals } from "@std/assert";
import { cacheFolder, childCommand, entryUrl } from "../helpers/child.ts";
import { plantCredentials, type Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";

/** A script as a person writes it, and the same platform and options as `permissionsFor()` takes them. */
interface Script {
  readonly entry: "cave" | "globus" | "tapis";
  /** The platform, in an expression on the entry's module. */
  readonly platform: string;
  /** What the script gives to `restore()`, and `permissionsFor()` gets. */
  readonly options?: (sandbox: Sandbox) => string;
  /** What only `permissionsFor()` gets. */
  readonly called?: string;
  /** The script, after its import; `options` is there. */
  readonly code: string;
  readonly env?: (sandbox: Sandbox) => Record<string, string>;
  /** Makes time pass between the question and the run. */
  readonly later?: (sandbox: Sandbox) => Promise<void>;
  /** The kinds of permission that have to be among the answer. */
  readonly kinds: readonly string[];
}

const scripts: Record<string, Script> = {
  "CAVE from a secret file": {
    entry: "cave",
    platform: "it.platform",
    options: ({ url }) => `{ serverAddress: ${JSON.stringify(url)} }`,
    code: "await (await it.restore(undefined, options)).info.getDatastacks();",
    kinds: ["env", "net", "read"],
  },
  "CAVE at the server that CAVEclient's map names": {
    entry: "cave",
    platform: "it.platform",
    options: () => '{ datastack: "sandbox_cortex" }',
    code: 'await (await it.restore("sandbox_cortex")).info.getDatastacks();',
    kinds: ["env", "net", "read", "sys"],
  },
  "Globus with a record that is due by then": {
    entry: "globus",
    platform: "it.platform",
    code: 'await (await it.restore()).transfer.get("/v0.10/task_list");',
    later: ({ home }) => expire(`${home}/.globus/app`),
    kinds: ["env", "net", "read", "write"],
  },
  "Globus Auth with a client's id and secret": {
    entry: "globus",
    platform: "it.platform",
    called: 'services: ["auth"]',
    code: 'await (await it.restore()).auth.get("/v2/oauth2/userinfo");',
    env: ({ tokens: { globusClient: { id, secret } } }) => ({
      GLOBUS_CLIENT_ID: id,
      GLOBUS_CLIENT_SECRET: secret,
    }),
    kinds: ["env", "net"],
  },
  "Tapis v2 with a record that is due by then": {
    entry: "tapis",
    platform: "it.v2.platform",
    code: "await (await it.restore()).profilesGet();",
    later: ({ home }) => expire(`${home}/.agave`),
    kinds: ["env", "net", "read", "sys", "write"],
  },
  "Tapis v3 with a stored session that it renews": {
    entry: "tapis",
    platform: "it.v3.platform",
    code: "const tapis = await it.v3.restore(); await tapis.refresh(); await tapis.getUserinfo();",
    kinds: ["env", "net", "read", "sys", "write"],
  },
  "Tapis v3 with a password": {
    entry: "tapis",
    platform: "it.v3.platform",
    code: "await (await it.v3.restore()).getUserinfo();",
    env: ({ url, tokens: { tapis: { username, password } } }) => ({
      TAPIS_BASE_URL: url,
      TAPIS_USERNAME: username,
      TAPIS_PASSWORD: password,
    }),
    kinds: ["env", "net"],
  },
};

/** Lets every stored token have expired two hours ago, and leaves the rest. */
async function expire(folder: string): Promise<void> {
  const seconds = Math.floor(Date.now() / 1000) - 4 * 3600;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await expire(path);
    else if (/\.json$|^current$/.test(name)) {
      const text = await Deno.readTextFile(path);
      const past = text
        .replaceAll(/"expires_at_seconds": \d+/g, `"expires_at_seconds": ${seconds}`)
        .replaceAll(/"created_at": "?\d+"?/g, `"created_at": ${seconds}`);
      await Deno.writeTextFile(path, past);
    }
  }
}

/** What a shell that the sandbox prepared has, and what the script's own case adds. */
function variables(sandbox: Sandbox, { env }: Script): Record<string, string> {
  return { ...sandbox.env, DENO_DIR: cacheFolder(), NO_COLOR: "1", ...env?.(sandbox) };
}

async function runScript(
  text: string,
  flags: readonly string[],
  env: Record<string, string>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [program = "", ...args] = childCommand(text, flags);
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env, clearEnv: true })
    .output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Each value of each flag by itself. */
function grantsIn(flags: readonly string[]): { readonly kind: string; readonly value: string }[] {
  return flags.flatMap((flag) => {
    const [, kind = "", list = ""] = /^--allow-(\w+)=(.*)$/.exec(flag) ?? [];
    return list.split(",").map((value) => ({ kind, value }));
  });
}

for (const [name, script] of Object.entries(scripts)) {
  const { entry, platform, options, called, code, later, kinds } = script;
  Deno.test(`permissionsFor() gives what a script needs, and no more: ${name}`, async () => {
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    const env = variables(sandbox, script);
    const start = `import * as it from "${entryUrl(`src/${entry}/mod.ts`)}";
      const options = ${options?.(sandbox) ?? "{}"};\n`;
    const question = `${start}
      import { permissionFlags, permissionsFor } from "${entryUrl("src/credentials/mod.ts")}";
      const { needed } = await permissionsFor(${platform}, { ...options, ${called ?? ""} });
      console.log(JSON.stringify(permissionFlags(needed)));`;
    const asked = await runScript(question, ["--allow-env", "--allow-read"], env);
    assertEquals([asked.code, asked.stderr], [0, ""]);
    const grants = grantsIn(JSON.parse(asked.stdout));
    assertEquals([...new Set(grants.map(({ kind }) => kind))].sort(), kinds);

    for (const left of grants) {
      await later?.(sandbox);
      const flags = grants.filter((grant) => grant !== left).map(flagOf);
      const refused = await runScript(start + code, flags, env);
      assertNotEquals(refused.code, 0, `enough without ${flagOf(left)}`);
    }
    await later?.(sandbox);
    const ran = await runScript(start + code, grants.map(flagOf), env);
    assertEquals([ran.code, ran.stderr], [0, ""], asked.stdout);
  });
}

function flagOf({ kind, value }: { readonly kind: string; readonly value: string }): string {
  return `--allow-${kind}=${value}`;
}
