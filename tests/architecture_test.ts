import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path/join";
import { normalize } from "@std/path/posix/normalize";
import config from "../deno.json" with { type: "json" };
import { version } from "../src/version.ts";
import { runChild, sourceUrl } from "./helpers/child.ts";
import { readsOfErrorWords } from "./helpers/source/error_words.ts";
import {
  filesBelow,
  type Import,
  importsOf,
  root,
  withoutComments,
} from "./helpers/source/modules.ts";
import { spreadCalls } from "./helpers/source/spread_calls.ts";
import { temporaryFolder } from "./helpers/temporary_folder.ts";

/** What a folder of src/ may import from its siblings. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  path: [],
  credentials: [],
  http: ["credentials"],
  oauth: ["credentials", "http"],
  globus: ["credentials", "http", "oauth"],
  tapis: ["credentials", "http", "oauth"],
  cave: ["credentials", "http", "oauth"],
  platforms: ["credentials", "globus", "tapis", "cave"],
  ferry: ["credentials", "http", "oauth", "globus", "tapis"],
  notebook: ["credentials", "http", "oauth", "globus", "tapis", "cave", "platforms", "ferry"],
  sandbox: ["credentials"],
  cli: [
    "credentials",
    "http",
    "oauth",
    "globus",
    "tapis",
    "cave",
    "platforms",
    "sandbox",
    "notebook",
    "ferry",
  ],
};

async function allImports(): Promise<Import[]> {
  const modules = await filesBelow("src");
  const lists = modules.map(async (module) => {
    return importsOf(module, await Deno.readTextFile(join(root, module)));
  });
  return (await Promise.all(lists)).flat();
}

/** The folder of src/ that a module lies in; "" for a file directly in src/. */
function folderOf(module: string): string | undefined {
  const [top, folder, ...rest] = module.split("/");
  if (top !== "src") return undefined;
  return rest.length === 0 ? "" : folder;
}

/** The first circle in a graph, as the names along it. */
function circle(edges: readonly (readonly [string, string])[]): readonly string[] | undefined {
  const next = Map.groupBy(edges, ([from]) => from);
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const [, to] of next.get(node) ?? []) {
      const found = visit(to, [...path, node]);
      if (found !== undefined) return found;
    }
    done.add(node);
    return undefined;
  };
  for (const node of next.keys()) {
    const found = visit(node, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

Deno.test("the imports of this test's own parser are those that Deno sees", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "info",
      "--json",
      "--no-lock",
      "--config",
      join(root, "deno.json"),
      join(root, "mod.ts"),
    ],
    stderr: "null",
  }).output();
  const graph = JSON.parse(new TextDecoder().decode(stdout));
  const parsed = Map.groupBy(await allImports(), ({ from }) => from);
  let compared = 0;
  for (const { specifier, dependencies = [] } of graph.modules) {
    if (!specifier.startsWith(sourceUrl("src/"))) continue;
    const module = specifier.slice(sourceUrl("").length);
    const seen = dependencies.map(({ specifier: to }: { specifier: string }) => {
      return to.startsWith(".") ? normalize(`${module}/../${to}`) : to;
    });
    const ours = (parsed.get(module) ?? []).map(({ to }) => to);
    assertEquals([...new Set(ours)].sort(), [...new Set<string>(seen)].sort(), module);
    compared++;
  }
  assert(compared > 50, `${compared} modules compared`);
});

Deno.test("every folder of src/ imports only what it may", async () => {
  const wrong: string[] = [];
  for (const { from, to } of await allImports()) {
    const [folder, other] = [folderOf(from), folderOf(to)];
    // What lies directly in src/ or in src/path is everybody's; what is no relative import is no part of the package.
    if (folder === undefined || folder === other || other === "" || other === "path") continue;
    if (to.startsWith("..")) wrong.push(`${from} leaves the checkout: ${to}`);
    else if (!/^src\//.test(to) && /\.ts$/.test(to)) wrong.push(`${from} imports ${to}`);
    else if (other !== undefined && !allowed[folder]?.includes(other)) {
      wrong.push(`${from} imports ${to}`);
    }
  }
  assertEquals(wrong, []);
});

/**
 * The files that a fourth platform would have to be added to: those whose code (identifiers, texts and
 * imports, but no comments) has the names of all three. Each is here for a reason.
 */
const namesAll: Readonly<Record<string, string>> = {
  "mod.ts": "the public API, a namespace each",
  "src/platforms/list.ts": "the list that restore, status, permissions and logins read",
  "src/cli/words/command_tree.ts": "a group of commands each, and the type of what they print",
  "src/cli/status/reports.ts": "the pages of what they print, a line each",
  "src/cli/words/platform_words.ts":
    "the command that logs in to each, and the options that choose",
  "src/notebook/logins/login_in_notebook.ts": "the type of what every login takes and gives",
};

/** The same in the sandbox, which is written apart from the clients and plays all of them. */
const sandboxNamesAll: Readonly<Record<string, string>> = {
  "src/sandbox/make_world.ts": "the first state of each",
  "src/sandbox/platforms.ts": "the list of platforms",
  "src/sandbox/sandbox.ts": "the type of the credentials of each",
  "src/sandbox/sandbox_lab.ts": "what an exercise gives to the functions of each",
  "src/sandbox/world.ts": "the type of the state",
};

Deno.test("a fourth platform is a line in few files", async () => {
  const modules = ["mod.ts", "cli.ts", ...await filesBelow("src")];
  const naming: string[] = [];
  for (const module of modules) {
    const code = withoutComments(await Deno.readTextFile(join(root, module))).toLowerCase();
    if (["globus", "tapis", "cave"].every((name) => code.includes(name))) naming.push(module);
  }
  const [sandbox, others] = [true, false].map((isSandbox) => {
    return naming.filter((module) => module.startsWith("src/sandbox/") === isSandbox).sort();
  });
  assertEquals(others, Object.keys(namesAll).sort());
  assertEquals(sandbox, Object.keys(sandboxNamesAll).sort());
});

Deno.test("the two versions of Tapis do not import each other", async () => {
  const versions = (await allImports()).filter(({ from, to }) => {
    return /^src\/tapis\/v2\//.test(from) && /^src\/tapis\/v3\//.test(to) ||
      /^src\/tapis\/v3\//.test(from) && /^src\/tapis\/v2\//.test(to);
  });
  assertEquals(versions, []);
});

Deno.test("every folder of src/ has its place in the design", async () => {
  const folders = new Set((await filesBelow("src")).map(folderOf));
  folders.delete("");
  assertEquals([...folders].filter((folder) => !Object.hasOwn(allowed, folder ?? "")), []);
});

Deno.test("no folder and no module of src/ imports in a circle", async () => {
  const imports = await allImports();
  const folders = imports.flatMap(({ from, to }): [string, string][] => {
    const [folder, other] = [folderOf(from), folderOf(to)];
    if (!folder || !other || folder === other) return [];
    return [[folder, other]];
  });
  assertEquals(circle(folders), undefined);
  const running = imports.filter(({ typeOnly, dynamic }) => !typeOnly && !dynamic);
  assertEquals(circle(running.map(({ from, to }) => [from, to])), undefined);
});

/**
 * Modules whose types are made of what all others keep, while those others take the whole: their imports
 * do not count as a part of a circle.
 */
const sums = ["src/sandbox/world.ts"];

Deno.test("no module of src/ imports in a circle, types and what is loaded later included", async () => {
  const imports = await allImports();
  const edges = imports.filter(({ from }) => !sums.includes(from))
    .map(({ from, to }): [string, string] => [from, to]);
  assertEquals(circle(edges), undefined);
  const inCircles = sums.filter((sum) => {
    const own = imports.filter(({ from }) => from === sum);
    return circle([...edges, ...own.map(({ from, to }): [string, string] => [from, to])]);
  });
  assertEquals(inCircles, sums, "an exception that is no longer needed");
});

/** What a plot needs is fetched where one is drawn, and not with all that deno.json names. */
const namedInCode = ["npm:@observablehq/plot@^0.6.17", "npm:linkedom@0.18.11"];

Deno.test("packages are imported by names that deno.json declares", async () => {
  const declared = [...Object.keys(config.imports), ...namedInCode];
  const strangers = (await allImports()).filter(({ to }) => {
    if (to.startsWith("src/") || to.startsWith("node:")) return false;
    return !declared.some((name) => to === name || to.startsWith(`${name}/`));
  });
  assertEquals(strangers.map(({ from, to }) => `${from}: ${to}`), []);
});

Deno.test("the packages that keyferry was asked to be built on are used, each for what it is there for", async () => {
  const used: readonly [name: string, where: string][] = [
    ["@std/path", "src/path"],
    ["@std/dotenv", "src"],
    ["@cliffy/command", "src/cli"],
    ["@std/assert", "tests"],
    ["@std/testing", "tests/cli"],
  ];
  for (const [name, where] of used) {
    assert(name in config.imports, `deno.json has no ${name}`);
    const uses = (await filesBelow(where)).map(async (module) => {
      const imports = importsOf(module, await Deno.readTextFile(join(root, module)));
      return imports.some(({ to, typeOnly }) => {
        return !typeOnly && (to === name || to.startsWith(`${name}/`));
      });
    });
    assert((await Promise.all(uses)).includes(true), `nothing in ${where} imports ${name}`);
  }
});

Deno.test("paths are taken from src/path, since @std/path loads node:process to choose among them", async () => {
  const heavy = (await allImports()).filter(({ to }) => {
    return /^@std\/path(?!\/(?:posix|windows)\b)/.test(to);
  });
  assertEquals(heavy.map(({ from, to }) => `${from}: ${to}`), []);
});

Deno.test("importing the entry points needs no permission and touches nothing", async () => {
  await using folder = await temporaryFolder();
  const log = `${folder.path}/permissions.jsonl`;
  const imports = Object.values(config.exports).map((path) => `import "${sourceUrl(path)}";`);
  const { code, stdout, stderr } = await runChild(`${imports.join("\n")}\nconsole.log("done");`, {
    env: { DENO_AUDIT_PERMISSIONS: log, HOME: folder.path },
  });
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "done\n", stderr: "" });
  assertEquals(await Deno.readTextFile(log).catch(() => ""), "");
});

Deno.test("importing the entry points asks for no rules of a language, which take 20 ms to read", async () => {
  const imports = Object.values(config.exports).map((path) =>
    `await import("${sourceUrl(path)}");`
  );
  const { code, stdout, stderr } = await runChild(`
for (const name of ["Segmenter", "DateTimeFormat", "NumberFormat", "Collator", "PluralRules"]) {
  Object.defineProperty(Intl, name, { get() { throw new Error("Intl." + name); } });
}
${imports.join("\n")}
console.log("done");`);
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "done\n", stderr: "" });
});

Deno.test("version is the one in deno.json", () => {
  assertEquals(version, config.version);
});

Deno.test("every entry point tells what it is for, with an example", async () => {
  for (const [name, path] of Object.entries(config.exports)) {
    const code = await Deno.readTextFile(join(root, path));
    const comment = /^(?:#![^\n]*\n)?\/\*\*([\s\S]*?)\*\//.exec(code)?.[1] ?? "";
    assert(/^ \* @module$/m.test(comment), `${name}: ${path} has no module documentation`);
    assert(/```(ts|sh)\b/.test(comment), `${name}: ${path} has no example`);
  }
});

const layout = "the layout of a text that is shown: no meaning is read from it";
const servicesWords =
  "what the service sent: it tells these apart by its words alone, without a code";

const traces = "a line of a trace is known by the file it names, whatever the error says";

const denosWords = "Deno tells kinds of failed connections apart by words alone";

/** Where an error's words may be read all the same: the code, as it stands there, and why. */
const mayReadWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "src/cli/exit_code.ts": {
    'words.split("\\n")': layout,
    '`${error.name}: ${message}`.replace(/ \\(os error \\d+\\)/g, "")': layout,
    '/^Requires (\\w+) access to "?([^"]+)"?, run again/.exec(message)':
      "Deno's own refusal says nowhere else which permission it lacks",
  },
  "src/cli/words/refusal.ts": {
    'error.message.split(" Did you mean ")': "the parser's refusals are sentences and nothing else",
    '/^(?:Unknown (option|command)|No arguments allowed for) "?(.*)"/s.exec(message)': "as above",
    'message.replace(/\\.$/, "")': layout,
  },
  "src/cli/words/words.ts": { 'text.replaceAll(mark, "")': layout },
  "src/credentials/errors/service_errors.ts": {
    'said.replace(/\\.$/, "")': layout,
    'text.replace(/\\p{Cc}+/gu, " ")': layout,
  },
  "src/http/request/unreachable.ts": {
    "/invalid peer certificate: ([^;\\p{Cc}]{1,100})/u.exec(words)": denosWords,
    "/proxy authentication required/i.test(words)": denosWords,
    "/tunnel|proxy|socks/i.test(words)": denosWords,
    "/connection refused|os error (111|61|10061)\\b/i.test(words)": denosWords,
    "/dns error|failed to lookup|no such host/i.test(words)": denosWords,
    "/connection closed|handshake eof|unexpected eof|os error (32|54|104|10054)\\b/i.test(words)":
      denosWords,
    "/os error (51|65|101|113|10051|10065)\\b/.test(words)": denosWords,
    "/corrupt message|invalid HTTP|unexpected message|not speak HTTP/i.test(words)": denosWords,
    "whole.indexOf(mark)": "what stands before is the address",
  },
  "src/kernel.ts": {
    '(error.stack ?? "").split("\\n")': traces,
  },
  "src/tapis/v2/client.ts": {
    'fault.message.includes("Invalid Credentials")': servicesWords,
  },
  "src/tapis/v3/client.ts": {
    "refusals.test(messageIn(data))": servicesWords,
    "systemRefusals.test(messageIn(data))": servicesWords,
    "/^Invalid username\\/password/.test(message)": servicesWords,
    "/^Invalid client credentials/.test(message)": servicesWords,
    "/refresh_token/.test(message)": servicesWords,
    "/^Invalid|client_id from header/.test(message)": servicesWords,
    "/^No Tapis access token found/.test(message)": servicesWords,
    "/uniqueness constraints/.test(message)": servicesWords,
    'text.replace(/\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*/g, "[hidden]")': "hides tokens that it echoes",
    "text === reply.text": "whether anything was hidden",
  },
  "src/tapis/v3/session/device_login.ts": {
    "/device code has expired/i.test(words)": servicesWords,
    "/device code not valid/i.test(words)": servicesWords,
    "/device code not ready/i.test(words)": servicesWords,
  },
};

Deno.test("no code of src/ reads an error's English: a step, a code or a reason says what it is", async () => {
  const modules = await filesBelow("src");
  const codes = modules.map(async (module): Promise<[string, string]> => {
    return [module, await Deno.readTextFile(join(root, module))];
  });
  const found = readsOfErrorWords(new Map(await Promise.all(codes)));
  const allowed = Object.entries(mayReadWords).flatMap(([module, codes]) => {
    return Object.keys(codes).map((code) => `${module}: ${code}`);
  });
  assertEquals(found.map(({ module, code }) => `${module}: ${code}`).sort(), allowed.sort());
});

/** Lists that are short, whoever fills them: why, and the calls that take them apart. */
const shortLists: Readonly<Record<string, readonly string[]>> = {
  "the names of one path, which the system or a request's head keeps short": [
    "src/cli/kernel/kernelspec.ts: join(...below)",
    "src/cli/kernel/kernelspec.ts: join(...folders)",
    "src/credentials/surroundings.ts: join(...segments)",
    "src/globus/storage/data_folder.ts: join(...segments)",
    "src/sandbox/disk/paths.ts: join(...names)",
    "src/sandbox/disk/paths.ts: join(...rest)",
    "src/sandbox/kept/plant_credentials.ts: join(...file.names)",
    'src/sandbox/transfer/state.ts: join(...namesOf(guest.hostPath ?? "/"))',
  ],
  "what a command or a lookup needs from Deno": [
    "src/cli/error_details.ts: lines.push(...error.flags.map((flag) => `flag: ${flag}`))",
    "src/cli/kernel/doctor.ts: needed.push(...readPermissions(location))",
    "src/cli/kernel/kernelspec.ts: permissions.push(...variablePermissions([variable], surroundings))",
    "src/cli/status/status.ts: needed.push(...found.needed)",
    "src/cli/status/status.ts: notes.push(...found.notes)",
    "src/credentials/sources/chain.ts: missing.push(...outcome.missing ?? [])",
  ],
  "the arguments of a function that is called with them": [
    "src/cli/globus/transfer.ts: transferBatch(...batch)",
    "src/globus/storage/sqlite_database.ts: db.prepare(query).all(...values)",
    "src/http/bind.ts: operation(...args)",
  ],
  "written out, or cut to a size, a few lines above": [
    "src/cli/globus/login/next_login.ts: words.push(...sessionWords(demands))",
    "src/sandbox/transfer/files/file_list.ts: found.push(...(await Promise.all(batch)).filter((item) => item !== undefined))",
    "src/sandbox/transfer/tasks/spool.ts: spool.leaving.push(...lines)",
  ],
  "the token files in one app's folder": [
    "src/globus/sources/app_files.ts: files.push(...await filesOfClient(join(folder, clientId), clientId, environment, slug))",
  ],
};

/** Where the engine's own kind is meant: it is caught again, or says that keyferry itself is wrong. */
const plainErrors: Readonly<Record<string, string>> = {
  "src/http/request/raw_fetch.ts": "as fetch rejects where what answers does not speak HTTP",
  "src/sandbox/tapis_v3/guard.ts": "caught below: the token is refused",
  "src/sandbox/kept/state_file.ts": "caught below: the state is damaged",
  "src/ferry/ports/web.ts": "no plan writes to an address",
  "src/ferry/ports/local.ts": "no plan copies from this machine to itself",
  "src/ferry/ports/globus.ts": "no plan asks for files that it has no client for",
  "src/cli/words/one_file.ts": "a single file is one item",
};

Deno.test("what an argument check of src/ throws is marked as one: the command ends with 2 for no other", async () => {
  const plain: string[] = [];
  for (const module of await filesBelow("src")) {
    const code = withoutComments(await Deno.readTextFile(join(root, module)));
    const isPlain = /\b(new|instanceof) (TypeError|RangeError)\b/.test(code);
    if (isPlain && module !== "src/cli/exit_code.ts") plain.push(module);
  }
  assertEquals(plain, Object.keys(plainErrors).sort());
});

Deno.test("no call spreads a list that others make as long as they like: the stack is too short for it", async () => {
  const planted = spreadCalls("x.ts", "all.push(...found); f(...[1], ...g(2)); new Set([...x]);");
  assertEquals(planted.map(({ code }) => code), ["all.push(...found)", "f(...[1])", "f(...g(2))"]);
  const found = (await filesBelow("src")).map(async (module) => {
    return spreadCalls(module, await Deno.readTextFile(join(root, module)));
  });
  const calls = (await Promise.all(found)).flat().map(({ module, code }) => `${module}: ${code}`);
  assertEquals([...new Set(calls)].sort(), Object.values(shortLists).flat().sort());
});
