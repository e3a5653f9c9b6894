import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { cacheFolder } from "../helpers/child.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { checkedScriptOf } from "./_checks.ts";
import {
  codeOf,
  type Notebook,
  notebookFolder,
  notebooks,
  type Output,
  wordsOf,
} from "./_notebook.ts";

const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
const all = await notebooks();

/** No notebook takes longer; one that waits for a person would wait for ever. */
const mostSeconds = 120;

async function deno(
  args: readonly string[],
  more: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { DENO_DIR: cacheFolder(), NO_COLOR: "1", ...more.env };
  const signal = AbortSignal.timeout(mostSeconds * 1000);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...more,
    args: [...args],
    env,
    signal,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

for (const notebook of all) {
  const { name } = notebook;

  Deno.test(`notebooks/${name} comes to what it says from its first cell to its last, and leaves the home alone`, async () => {
    await using folder = await temporaryFolder();
    const secret = canary();
    const home = `${folder.path}/home`;
    await writeFiles(folder.path, {
      "cells.ts": checkedScriptOf(notebook),
      "home/.cloudvolume/secrets/cave-secret.json": `{"token": "${secret}"}`,
      "home/.agave/current": `{"access_token": "${secret}"}`,
      "home/.globus/app/one/mine/tokens.json": `{"data": {}, "token": "${secret}"}`,
      "home/.globus/app/two/nightly/tokens.json": `{"data": {}, "token": "${secret}"}`,
      "home/.globus.cfg": `[cli]\ntransfer_token = ${secret}\n`,
    });
    const before = await snapshot(home);
    const cells = `${folder.path}/cells.ts`;
    const { code, stdout, stderr } = await deno(
      ["run", "-q", "--no-check", "--no-prompt", "--no-lock", "--config", config, "-A", cells],
      {
        cwd: notebookFolder,
        env: { HOME: home, CAVE_TOKEN: secret, GLOBUS_SDK_TRANSFER_TOKEN: secret },
      },
    );
    assertEquals(code, 0, stderr);
    assertNothingShown([stdout, stderr], secret);
    assertEquals(await snapshot(home), before);
  });

  // `deno fmt --check` calls every notebook unformatted (2.9.6), even those it has just formatted.
  Deno.test(`notebooks/${name} is formatted as deno fmt would`, async () => {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--ext", "ipynb", "--config", config, "-"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(notebook.text));
    await writer.close();
    const { stdout } = await process.output();
    assertEquals(new TextDecoder().decode(stdout), notebook.text);
    // It formats the cells alone; a line of text is to be a line of a difference.
    assertEquals(notebook.text, `${JSON.stringify(JSON.parse(notebook.text), null, 1)}\n`);
  });

  Deno.test(`notebooks/${name} says what one will have and what it takes, and what to read next`, () => {
    const words = wordsOf(notebook);
    assertMatch(words, /^# .+\n\nIn the end you will |^# .+\n\nIn the end this computer will /);
    assertMatch(words, /\n\n?You need /);
    assertMatch(words, /## What to read next\n\n- /);
    const others = all.map((other) => other.name.replace(".ipynb", ""));
    const named = [...words.matchAll(/\]\((0\d_\w+)\.ipynb\)|`(0\d_\w+)`/g)]
      .map(([, link, other = ""]) => link ?? other);
    const [, next = ""] = words.split("## What to read next");
    assertMatch(next, /\]\(0\d_\w+\.ipynb\)/);
    assertEquals(named.filter((other) => !others.includes(other)), []);
  });

  Deno.test(`notebooks/${name} begins with the sandbox in one line, and knows of it nowhere else`, () => {
    const [first = "", ...others] = codeOf(notebook);
    assertMatch(first, /^import .*\n\nconst lab = await sandboxLab\(.*\);$/);
    assertEquals(others.filter((code) => /\bsandbox\b|keyferry\/sandbox/.test(code)), []);
  });

  Deno.test(`notebooks/${name} teaches, and asserts nothing in a cell that is read`, () => {
    const code = codeOf(notebook).join("\n");
    assertEquals(/throw new Error|assert|pollingInterval/.exec(code)?.[0], undefined);
  });

  Deno.test(`notebooks/${name} has a picture worth keeping`, () => {
    const data = notebook.cells.flatMap(({ outputs = [] }) => outputs).map(({ data = {} }) => data);
    const pictures = data.filter((forms) => forms["image/svg+xml"] !== undefined);
    assert(pictures.length > 0);
    for (const forms of pictures) {
      assertEquals(Object.keys(forms).sort(), ["image/png", "image/svg+xml", "text/plain"]);
    }
  });

  Deno.test(`notebooks/${name} holds nothing like a token`, () => {
    assertEquals(tokenLike(notebook), []);
  });

  Deno.test(`notebooks/${name} is kept with small outputs of one run from a fresh kernel`, () => {
    const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
    assertEquals(code.map(({ execution_count }) => execution_count), code.map((_, at) => at + 1));
    const outputs = code.flatMap((cell) => cell.outputs ?? []);
    // What a cell shows it shows on purpose: a last value may be lost, or be a page of a document.
    const stray = outputs.filter(({ output_type }) => output_type !== "display_data");
    assertEquals(stray, []);
    assert(outputs.length > 0);
    const sizes = outputs.map((output) => JSON.stringify(output).length);
    assert(Math.max(...sizes) <= 60_000, `${Math.max(...sizes)} characters in one output`);
    assert(notebook.text.length <= 120_000, `${notebook.text.length} characters in all`);
    for (const text of outputs.map(textOf)) {
      assertEquals(/\/tmp\/|\/home\/(?!ada)|\/Users\/|\/root\//.exec(text)?.[0], undefined);
      assertEquals(/127\.0\.0\.1:(?!49152)\d+/.exec(text)?.[0], undefined);
    }
  });
}

function textOf({ text = [], data = {} }: Output): string {
  return [text, ...Object.values(data)].flat().join("");
}

/** Texts that are long and random enough to open something; a UUID is a name. */
function tokenLike({ text }: Notebook): string[] {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  // A picture's bytes are random enough; they were made from what is stored beside them.
  const words = text.replace(/"image\/png": (\[\s*)?"[^"]*"/g, "");
  const long = words.match(/[A-Za-z0-9_+-]{24,}/g) ?? [];
  const random = long.filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word));
  const jwt = words.match(/eyJ[\w-]{8,}/g) ?? [];
  return [...random.filter((word) => !uuid.test(word)), ...jwt];
}

Deno.test("a text like a token is found in a notebook, and an id is not taken for one", () => {
  const [first] = all;
  assert(first);
  for (const token of [canary(), crypto.randomUUID().replaceAll("-", ""), "eyJhbGciOiJSUzI1NiJ9"]) {
    assert(tokenLike({ ...first, text: `"${token}"` }).length > 0, token);
  }
  assertEquals(tokenLike({ ...first, text: `"${crypto.randomUUID()}"` }), []);
});
