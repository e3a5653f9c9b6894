import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type CalledServices,
  chain,
  CredentialError,
  find,
  fromValue,
  mapSource,
  permissionFlags,
  permissionsFor,
  type Platform,
  Secret,
  type Source,
  type Surroundings,
} from "../../src/credentials/mod.ts";

interface Choice extends Surroundings {
  readonly address?: string;
  readonly sources?: readonly Source<Secret>[];
}

interface Token {
  readonly secret: Secret;
  readonly from: "stored";
}

/** A platform that nobody has written yet. */
const lab: Platform<Choice, Token> = {
  name: "Lab",
  wanted: "lab token",
  chain: ({ sources = [fromValue("made-up")] }) => {
    return chain(
      "lab token",
      sources.map((source) => {
        return mapSource(source, ({ value: secret }) => ({
          state: "used",
          value: { secret, from: "stored" as const },
        }));
      }),
    );
  },
  destinations: ({ value: { secret }, choice }) => [{
    secret,
    destination: {
      url: choice.address ?? "https://lab.example.org",
      chosenBy: choice.address === undefined ? "default" : "environment",
      name: "LAB_URL",
    },
  }],
  addressPermissions: ({ address }) => [{
    permission: { name: "env", variable: "LAB_URL" },
    decides: address !== undefined,
  }],
  addresses: ({ address = "https://lab.example.org" }) => ({
    files: address,
    jobs: `${address.replace("//", "//jobs.")}/v1`,
  }),
  renewal: () => ({
    canRefresh: true,
    permissions: [{ name: "net", host: "login.example.org" }],
    optional: [{ name: "write", path: "/home/ada/.lab" }],
  }),
  identity: () => "ada",
  hasToken: () => true,
  expiresAt: () => undefined,
};

function source(name: string, state: "missing" | "used" | "not permitted"): Source<Secret> {
  return {
    name,
    permissions: [{ name: "read", path: `/${name}` }],
    load: () =>
      Promise.resolve(
        state === "used"
          ? { state, value: new Secret("made-up") }
          : { state, detail: "is not there" },
      ),
  };
}

Deno.test("find() gives the credential, where it was and every source", async () => {
  const { value, source: name, report } = await find(lab, {
    sources: [source("first", "missing"), source("second", "used")],
  });
  assertEquals([value.secret.reveal(), name], ["made-up", "second"]);
  assertEquals(report.lines.map(({ state }) => state), ["missing", "used"]);
});

Deno.test("find() refuses what would go where it does not belong", async () => {
  const error = await assertRejects(
    () => find(lab, { address: "https://elsewhere.example.org" }),
    CredentialError,
  );
  assertStringIncludes(error.message, "The lab token from given by the caller is not sent to");
});

Deno.test("find() resolves what a platform's choice means before it looks", async () => {
  const settling: Platform<Choice, Token> = {
    ...lab,
    settle: () => Promise.resolve({ sources: [source("settled", "used")] }),
  };
  assertEquals((await find(settling, {})).source, "settled");
});

const sources = [source("first", "missing"), source("second", "used"), source("third", "used")];

Deno.test("permissionsFor() needs the source that is used alone, the others being optional", async () => {
  const { needed, optional = [], notes } = await permissionsFor(lab, { sources });
  assertEquals(permissionFlags(needed), [
    "--allow-read=/second",
    "--allow-net=lab.example.org,login.example.org",
  ]);
  assertEquals(optional, [
    { permission: { name: "read", path: "/first" }, why: "to look at first, which comes first" },
    {
      permission: { name: "write", path: "/home/ada/.lab" },
      why: "to keep the next token for the next run",
    },
  ]);
  assertEquals(notes, []);
});

Deno.test("permissionsFor() with strict needs all that comes before, and what names no address", async () => {
  const { needed } = await permissionsFor(lab, { sources, strict: true });
  assertEquals(permissionFlags(needed), [
    "--allow-env=LAB_URL",
    "--allow-read=/first,/second",
    "--allow-net=lab.example.org,login.example.org",
  ]);
});

Deno.test("permissionsFor() counts the services that are called, and further addresses", async () => {
  const options = { services: ["jobs"], urls: ["https://data.example.org:8443/x"] };
  const { needed } = await permissionsFor(lab, { ...options, address: "https://b.example.org" });
  assertEquals(permissionFlags(needed), [
    "--allow-env=LAB_URL",
    "--allow-net=jobs.b.example.org,data.example.org:8443,login.example.org",
  ]);
});

Deno.test("permissionsFor() refuses a service that there is not, and an address that is not one", async () => {
  const refused = async (options: CalledServices): Promise<string> => {
    return (await assertRejects(() => permissionsFor(lab, options), TypeError)).message;
  };
  assertStringIncludes(await refused({ services: ["mail"] }), "services are files, jobs");
  assertStringIncludes(await refused({ urls: ["data.example.org"] }), "is not an address");
});

Deno.test("permissionsFor() counts a source that it may not check, and says so", async () => {
  const { needed, notes } = await permissionsFor(lab, {
    sources: [source("first", "not permitted"), source("second", "used")],
  });
  assertEquals(permissionFlags(needed)[0], "--allow-read=/first,/second");
  assertStringIncludes(notes?.join() ?? "", "this process may not check first");
});

Deno.test("permissionsFor() calls nobody where there is nothing to call with", async () => {
  const { needed, notes } = await permissionsFor(lab, { sources: [source("first", "missing")] });
  assertEquals(permissionFlags(needed), ["--allow-read=/first"]);
  assertEquals(notes, ["there is no lab token yet: log in first, and ask again"]);
});
