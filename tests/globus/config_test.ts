import { assertEquals, assertThrows } from "@std/assert";
import {
  addressPermissions,
  appSlug,
  authClient,
  environmentOf,
  serviceUrl,
  transferClient,
} from "../../src/globus/mod.ts";

Deno.test("serviceUrl() knows every Globus environment", () => {
  const table: readonly [string, string, string][] = [
    ["production", "https://auth.globus.org", "https://transfer.api.globus.org"],
    ["default", "https://auth.globus.org", "https://transfer.api.globus.org"],
    ["preview", "https://auth.preview.globus.org", "https://transfer.api.preview.globus.org"],
    ["beta", "https://auth.beta.globus.org", "https://transfer.api.beta.globus.org"],
    [
      "sandbox",
      "https://auth.sandbox.globuscs.info",
      "https://transfer.api.sandbox.globuscs.info",
    ],
    [
      "integration",
      "https://auth.integration.globuscs.info",
      "https://transfer.api.integration.globuscs.info",
    ],
    ["test", "https://auth.test.globuscs.info", "https://transfer.api.test.globuscs.info"],
    [
      "staging",
      "https://auth.staging.globuscs.info",
      "https://transfer.api.staging.globuscs.info",
    ],
  ];
  for (const [environment, auth, transfer] of table) {
    for (
      const choice of [{ environment, env: {} }, { env: { GLOBUS_SDK_ENVIRONMENT: environment } }]
    ) {
      assertEquals(serviceUrl("auth", choice).url, auth);
      assertEquals(serviceUrl("transfer", choice).url, transfer);
    }
  }
});

Deno.test("serviceUrl() gives the caller, the sandbox and the variable their turn, and says whose it is", () => {
  const env = { GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://t.example.org" };
  const sandboxOrigin = "http://127.0.0.1:8080";
  const baseUrl = "https://b.example.org";
  const table: readonly [Parameters<typeof serviceUrl>[1], string, string, string][] = [
    [{ baseUrl, sandboxOrigin, env }, baseUrl, "caller", "baseUrl"],
    [{ sandboxOrigin, env }, sandboxOrigin, "sandbox", "its home's marker"],
    [{ env }, "https://t.example.org", "environment", "GLOBUS_SDK_SERVICE_URL_TRANSFER"],
    [{ env: {} }, "https://transfer.api.globus.org", "default", "environment"],
    [
      { env: { GLOBUS_SDK_SERVICE_URL_TRANSFER: "", GLOBUS_SDK_SERVICE_URL_AUTH: baseUrl } },
      "https://transfer.api.globus.org",
      "default",
      "environment",
    ],
  ];
  for (const [choice, url, chosenBy, name] of table) {
    assertEquals(serviceUrl("transfer", choice), { url, chosenBy, name } as never);
  }
});

Deno.test("environmentOf() takes the argument over the variable, and refuses what there is not", () => {
  const env = { GLOBUS_SDK_ENVIRONMENT: "preview" };
  assertEquals(environmentOf({ env }), "preview");
  assertEquals(environmentOf({ env, environment: "beta" }), "beta");
  assertEquals(environmentOf({ env: { GLOBUS_SDK_ENVIRONMENT: "" } }), "production");
  for (const environment of ["", "Production", "prod", "toString", "__proto__", "constructor"]) {
    const error = assertThrows(() => environmentOf({ env: {}, environment }), RangeError);
    assertEquals(error.message.includes(JSON.stringify(environment)), true);
    assertEquals(error.message.includes("GLOBUS_SDK_ENVIRONMENT"), false);
  }
  // As docker's --env-file leaves it.
  const quoted = { env: { GLOBUS_SDK_ENVIRONMENT: '"production"' } };
  assertThrows(() => environmentOf(quoted), RangeError, "which GLOBUS_SDK_ENVIRONMENT names");
});

Deno.test({
  name: "addresses are looked for at Globus where no variable may be read",
  permissions: "none",
  fn() {
    assertEquals(environmentOf({}), "production");
    assertEquals(serviceUrl("transfer", {}).url, "https://transfer.api.globus.org");
    assertEquals(transferClient().baseUrl, "https://transfer.api.globus.org");
    assertEquals(authClient().baseUrl, "https://auth.globus.org");
    const variables = addressPermissions({}).map((permission) => Object.values(permission)[1]);
    assertEquals(variables, [
      "GLOBUS_SDK_ENVIRONMENT",
      "GLOBUS_SDK_SERVICE_URL_TRANSFER",
      "GLOBUS_SDK_SERVICE_URL_AUTH",
    ]);
    assertEquals(addressPermissions({ baseUrl: "https://a.example.org" }).length, 1);
  },
});

Deno.test("appSlug() makes of an app's name what the Python SDK makes of it", () => {
  const table: readonly [string, string][] = [
    ["My App: v1.0?", "my-app+-v1-0+"],
    ["DEFAULT", "default"],
    ['a<b>c:d"e/f\\g|h?i*j', "a+b+c+d+e+f+g+h+i+j"],
    ["a.b c", "a-b-c"],
    ["tab\tline\nnull\0", "tablinenull"],
    ["no\u00a0break\u2003space\u200bzero", "nobreakspacezero"],
    ["\u00c9T\u00c9", "\u00e9t\u00e9"],
    ["../../etc", "--+--+etc"],
    ["conx", "conx"],
    ["com", "com"],
    ["com10", "com10"],
  ];
  for (const [name, slug] of table) assertEquals(appSlug(name), slug);
  for (const name of ["", "\t\n", "con", "CON", "PRN", "aux", "nul", "COM1", "lpt9"]) {
    assertThrows(() => appSlug(name), RangeError, "cannot name a folder");
  }
});
