import { assertEquals, assertRejects } from "@std/assert";
import { CredentialError, sandboxSurroundings } from "../../../../src/credentials/mod.ts";
import { plantCredentials, type Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v2 } from "../../../../src/tapis/mod.ts";

/** The six columns of AgavePy's table; their variables in the documentation's spelling. */
const columns = {
  "Standard": ["API_KEY", "API_SECRET", "API_USERNAME", "API_PASSWORD"],
  "Access-Only": ["API_TOKEN"],
  "Token-Refresh": ["API_KEY", "API_SECRET", "API_TOKEN", "API_REFRESH_TOKEN"],
  "Bare-Refresh": ["API_TOKEN", "API_REFRESH_TOKEN"],
  "Client-Manager": ["API_USERNAME", "API_PASSWORD"],
  "Token-Generator": ["API_KEY", "API_SECRET", "API_USERNAME", "API_PASSWORD"],
} as const;

type Column = keyof typeof columns;

/** The documentation does not tell this column's session from a Standard one. */
const modes: Readonly<Record<Column, v2.Mode>> = {
  "Standard": "Standard",
  "Access-Only": "Access-Only",
  "Token-Refresh": "Token-Refresh",
  "Bare-Refresh": "Bare-Refresh",
  "Client-Manager": "Client-Manager",
  "Token-Generator": "Standard",
};

function environment(
  { url, tokens: { tapis } }: Sandbox,
  column: Column,
  spelling: "documentation" | "code",
): Record<string, string> {
  const values = {
    API_KEY: tapis.apiKey,
    API_SECRET: tapis.apiSecret,
    API_TOKEN: tapis.accessToken,
    API_REFRESH_TOKEN: tapis.refreshToken,
    API_USERNAME: tapis.username,
    API_PASSWORD: tapis.password,
  };
  const variables = columns[column].map((name) => {
    // AgavePy's code never says API_ but for the key and its secret.
    const isSame = name === "API_KEY" || name === "API_SECRET";
    const own = spelling === "documentation" || isSame ? name : name.replace("API_", "");
    return [`TAPIS_${own}`, values[name]];
  });
  return { TAPIS_BASE_URL: url, ...Object.fromEntries(variables) };
}

for (const column of Object.keys(columns) as Column[]) {
  Deno.test(`the ${column} variables work in both spellings, with and without a cache, twice`, async () => {
    for (const spelling of ["documentation", "code"] as const) {
      for (const cached of [false, true]) {
        await using sandbox = await startSandbox();
        if (cached) await plantCredentials(sandbox);
        const env = environment(sandbox, column, spelling);
        const { username, password } = sandbox.tokens.tapis;
        for (const run of [1, 2]) {
          const row = `${column}, ${spelling}, ${cached ? "cache" : "no cache"}, run ${run}`;
          const tapis = await v2.restore({ ...await sandboxSurroundings(sandbox.home), env });
          const { mode, canCall, canRefresh, canManageClients } = tapis.capabilities;
          assertEquals(mode, modes[column], row);
          if (canCall) assertEquals((await tapis.profilesGet()).username, username, row);
          else await assertRejects(() => tapis.profilesGet(), CredentialError);
          if (canRefresh) {
            await tapis.refresh();
            assertEquals((await tapis.profilesGet()).username, username, row);
          }
          const login = canManageClients ? {} : { username, password };
          assertEquals((await tapis.clientsList(login)).length, 2, row);
        }
        const refused = sandbox.requests.filter(({ status }) => status >= 400);
        assertEquals(refused.map(({ path }) => path), [], column);
      }
    }
  });
}
