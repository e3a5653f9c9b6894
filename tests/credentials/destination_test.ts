import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  type Cargo,
  checkDestination,
  type ChosenBy,
  CredentialError,
  isLoopback,
  makeSandboxToken,
  Secret,
} from "../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";

const report = { wanted: "token", lines: [] };
const [theirs, elsewhere] = ["https://api.example.org", "https://elsewhere.example.org"];

/** Whether a credential may go to an address. */
async function may(cargo: Partial<Cargo>, url: string, chosenBy: ChosenBy): Promise<boolean> {
  const secret = new Secret(canary());
  try {
    const whole = { secret, source: "a source", from: "stored", ...cargo } as const;
    await checkDestination(whole, { url, chosenBy, name: "THE_ADDRESS" }, report);
    return true;
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    assertNothingShown(error, (cargo.secret ?? secret).reveal());
    return false;
  }
}

Deno.test("checkDestination() lets a credential go by who gave it and who chose the address", async () => {
  // Without a record of the issuer.
  const table: readonly [Cargo["from"], ChosenBy, boolean][] = [
    ["caller", "default", true],
    ["caller", "caller", true],
    ["caller", "environment", true],
    ["caller", "sandbox", true],
    ["caller", "stored", true],
    ["environment", "default", true],
    ["environment", "caller", true],
    ["environment", "environment", true],
    ["environment", "sandbox", false],
    ["environment", "stored", false],
    ["stored", "default", true],
    ["stored", "caller", true],
    ["stored", "environment", false],
    ["stored", "sandbox", false],
    ["stored", "stored", true],
  ];
  for (const [from, chosenBy, allowed] of table) {
    assertEquals(await may({ from }, elsewhere, chosenBy), allowed, `${from} to ${chosenBy}`);
  }
  // A port that a file names may be another program's by now, even where its own token would go there.
  for (const url of ["http://127.0.0.1:8080", "http://localhost:1", "https://[::1]:443"]) {
    assertEquals(await may({ from: "stored" }, url, "stored"), false, url);
    assertEquals(await may({ from: "caller" }, url, "stored"), true, url);
  }
});

Deno.test("checkDestination() keeps a credential with its issuer, unless the caller's code says else", async () => {
  const table: readonly [Cargo["from"], string, ChosenBy, boolean][] = [
    ["stored", theirs, "default", true],
    ["stored", theirs, "environment", true],
    ["stored", theirs, "sandbox", true],
    ["stored", `${theirs}:443/v2`, "default", true],
    ["stored", elsewhere, "default", false],
    ["stored", elsewhere, "environment", false],
    ["stored", elsewhere, "sandbox", false],
    ["stored", elsewhere, "caller", true],
    ["stored", `${theirs}:444`, "default", false],
    ["stored", `${theirs}.elsewhere.org`, "default", false],
    ["environment", elsewhere, "environment", false],
    ["environment", theirs, "environment", true],
    ["caller", elsewhere, "environment", true],
  ];
  for (const [from, url, chosenBy, allowed] of table) {
    const label = `${from} to ${url}, ${chosenBy}`;
    assertEquals(await may({ from, issuers: [theirs] }, url, chosenBy), allowed, label);
  }
});

Deno.test("checkDestination() takes no other machine's word for an address on this one", async () => {
  const secret = new Secret("made-up");
  const go = (url: string, namedBy: string): Promise<void> => {
    const cargo: Cargo = { secret, source: "a source", from: "caller", issuers: [url] };
    return checkDestination(
      cargo,
      { url, chosenBy: "default", name: "https_server", namedBy },
      report,
    );
  };
  for (const url of ["http://127.0.0.1:8080", "http://localhost", "https://[::1]:1/a"]) {
    const error = await assertRejects(() => go(url, `${theirs}/v1`), CredentialError);
    assertStringIncludes(error.message, "api.example.org names it in https_server");
    await go(url, "http://127.0.0.1:9000");
    await go(elsewhere, theirs);
  }
});

Deno.test("checkDestination() sends a sandbox's token to that sandbox alone, whoever says so", async () => {
  const origin = "http://127.0.0.1:8080";
  const secret = new Secret(await makeSandboxToken(origin));
  for (const from of ["caller", "environment", "stored"] as const) {
    for (const chosenBy of ["default", "caller", "environment", "sandbox"] as const) {
      assertEquals(await may({ secret, from }, `${origin}/v2`, chosenBy), true);
      assertEquals(await may({ secret, from }, "http://127.0.0.1:8081", chosenBy), false);
      assertEquals(await may({ secret, from, issuers: [elsewhere] }, elsewhere, chosenBy), false);
    }
  }
});

Deno.test("checkDestination() names source, address and the way to mean it", async () => {
  const cargo = { secret: new Secret(canary()), source: "tokens.json", from: "stored" } as const;
  const destination = { url: `${elsewhere}/v1?x=1`, chosenBy: "environment", name: "A_VARIABLE" };
  const error = await assertRejects(
    () => checkDestination(cargo, destination as never, report),
    CredentialError,
  );
  assertStringIncludes(error.message, `The token from tokens.json is not sent to ${elsewhere}: `);
  assertStringIncludes(error.message, "unset A_VARIABLE, or give the token in the same way");
  assertEquals(error.report, report);
});

Deno.test("checkDestination() names the variable that has no address", async () => {
  for (const url of ["", "api.example.org", "http://", "//api.example.org"]) {
    const cargo = { secret: new Secret("x"), source: "tokens.json", from: "stored" } as const;
    await assertRejects(
      () => checkDestination(cargo, { url, chosenBy: "environment", name: "A_VARIABLE" }, report),
      TypeError,
      "A_VARIABLE is not an address",
    );
  }
});

Deno.test("isLoopback() knows this machine, and is not fooled by names", () => {
  const loopback = [
    "http://localhost",
    "http://LOCALHOST:1",
    "http://127.0.0.1",
    "http://127.1.2.3",
    "http://127.1",
    "http://0x7f.1",
    "http://2130706433",
    "http://[::1]:8080",
  ];
  const others = [
    "http://localhost.example.org",
    "http://127.0.0.1.example.org",
    "http://example.org/localhost",
    "http://localhost@example.org",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "http://[::2]",
    "http://10.0.0.1",
    "https://example.org",
  ];
  for (const url of loopback) assertEquals(isLoopback(new URL(url)), true, url);
  for (const url of others) assertEquals(isLoopback(new URL(url)), false, url);
});

Deno.test("checkDestination() refuses an address that nothing may be sent to, naming who chose it", async () => {
  const addresses = [
    "http://api.example.org",
    "https://api.example.org@elsewhere.org",
    "https://ada:canary@api.example.org",
    "https://:canary@api.example.org",
    "ftp://api.example.org",
    "api.example.org",
  ];
  for (const url of addresses) {
    const error = await assertRejects(() => may({ from: "caller" }, url, "environment"), TypeError);
    assertMatch(error.message, /^THE_ADDRESS (is|holds|would)/);
    assert(!error.message.includes("example.org"), error.message);
  }
});
