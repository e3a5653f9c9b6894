import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as cave from "../../src/cave/mod.ts";
import {
  CredentialError,
  permissionFlags,
  permissionsFor,
  type Report,
  Secret,
  type Source,
} from "../../src/credentials/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { madeUpJwt } from "../tapis/v3/_v3.ts";

const baseUrl = "https://tenant.example.org";

/** A program's own place for tokens. */
function vault(
  load: () => ReturnType<Source<Secret>["load"]>,
  name = "the lab's vault",
): Source<Secret> {
  return { name, permissions: [{ name: "net", host: "vault.example.org" }], load };
}

function having(token: string): Source<Secret> {
  return vault(() => Promise.resolve({ state: "used", value: new Secret(token), expiresAt: 5e12 }));
}

const empty = vault(
  () => Promise.resolve({ state: "missing", detail: "has no such entry" }),
  "the old vault",
);

interface Case {
  readonly token: string;
  /** Variables that would win otherwise. */
  readonly env: Readonly<Record<string, string>>;
  restore(sources: readonly Source<Secret>[], env: Case["env"]): Promise<{
    readonly source: string;
    readonly report: Report;
  }>;
  flags(sources: readonly Source<Secret>[]): Promise<string[]>;
}

const home = "/nowhere";

const cases: Readonly<Record<string, Case>> = {
  "CAVE": {
    token: "made-up",
    env: { CAVE_TOKEN: "another" },
    restore: (sources, env) => cave.restore(undefined, { sources, env, home }),
    flags: async (sources) => {
      return permissionFlags(
        (await permissionsFor(cave.platform, { sources, env: {}, home })).needed,
      );
    },
  },
  "Globus": {
    token: "made-up",
    env: { GLOBUS_SDK_TRANSFER_TOKEN: "another" },
    restore: (sources, env) => globus.restore({ sources, env, home }),
    flags: async (sources) => {
      const { needed } = await permissionsFor(globus.platform, { sources, env: {}, home });
      return permissionFlags(needed);
    },
  },
  "Tapis v2": {
    token: "made-up",
    env: { TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: "another" },
    restore: (sources, env) => v2.restore({ sources, env, home, apiServer: baseUrl }),
    flags: async (sources) => {
      const choice = { sources, env: {}, home, apiServer: baseUrl };
      return permissionFlags((await permissionsFor(v2.platform, choice)).needed);
    },
  },
  "Tapis v3": {
    token: madeUpJwt({ "tapis/username": "ada" }),
    env: { TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: madeUpJwt() },
    restore: (sources, env) => v3.restore({ sources, env, home, baseUrl }),
    flags: async (sources) => {
      const choice = { sources, env: {}, home, baseUrl };
      return permissionFlags((await permissionsFor(v3.platform, choice)).needed);
    },
  },
};

for (const [name, { token, env, restore, flags }] of Object.entries(cases)) {
  Deno.test(`restore() of ${name} looks at sources of one's own first, in one report`, async () => {
    const { source, report } = await restore([empty, having(token)], env);
    assertEquals(source, "the lab's vault");
    const [first, second, third] = report.lines;
    assertEquals([first?.source, first?.state], ["the old vault", "missing"]);
    assertEquals([second?.state, second?.expiresAt], ["used", 5e12]);
    assertEquals(third?.state, "not reached");
    assert(report.lines.length > 2);
  });

  Deno.test(`restore() of ${name} goes on where a source of one's own has nothing`, async () => {
    const { report } = await restore([empty], env);
    assertEquals(report.lines.slice(0, 2).map(({ state }) => state), ["missing", "used"]);
  });

  Deno.test(`restore() of ${name} names a source of one's own that throws, and uses no other`, async () => {
    const broken = vault(() => Promise.reject(new Error(`no way in with ${token}`)));
    const error = await assertRejects(() => restore([broken], env), CredentialError);
    assertStringIncludes(error.message, "Cannot use the lab's vault for the ");
    assertEquals((error.cause as Error).message, `no way in with ${token}`);
    assertEquals(error.message.includes(token), false);
    assertEquals(error.report.lines[0]?.state, "broken");
  });

  Deno.test(`restore() of ${name} refuses what no header can hold, and shows none of it`, async () => {
    const error = await assertRejects(() => restore([having("a\nb-secret")], env), CredentialError);
    assertStringIncludes(error.message, "the lab's vault");
    assertNothingShown(error, "b-secret");
  });

  Deno.test(`permissionsFor() of ${name} counts what a source of one's own needs`, async () => {
    const [net = ""] = (await flags([having(token)])).filter((flag) => flag.includes("-net="));
    assertStringIncludes(net, "vault.example.org");
  });
}

Deno.test("sources of one's own for Tapis need a tenant beside them", async () => {
  const sources = [having("made-up")];
  await assertRejects(() => v2.restore({ sources, env: {}, home }), TypeError, "give baseUrl");
  await assertRejects(() => v3.restore({ sources, env: {}, home }), TypeError, "give baseUrl");
});
