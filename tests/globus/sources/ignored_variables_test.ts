import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { ignoredVariables } from "../../../src/globus/sources/ignored_variables.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { entryUrl, runChild } from "../../helpers/child.ts";
import { startTlsServer } from "../../helpers/servers/tls_server.ts";

const variables = { GLOBUS_SDK_VERIFY_SSL: "false", GLOBUS_SDK_HTTP_TIMEOUT: "5" };

Deno.test("ignoredVariables() names what is set and not followed, and what does it instead", () => {
  assertEquals(ignoredVariables({ env: {} }), []);
  assertEquals(ignoredVariables({ env: { GLOBUS_SDK_VERIFY_SSL: "" } }), []);
  const [certificates = "", timeout = ""] = ignoredVariables({ env: variables });
  assertStringIncludes(certificates, "GLOBUS_SDK_VERIFY_SSL is set and not followed: certificates");
  assertStringIncludes(certificates, "DENO_CERT");
  assertStringIncludes(timeout, "GLOBUS_SDK_HTTP_TIMEOUT is set and not followed: timeoutMs");
});

Deno.test("keyferry status tells of the variables, and permissions wants none for them", async () => {
  const io = fakeIo({ surroundings: { env: variables, home: "/nowhere" } });
  await main(["status"], io);
  assertStringIncludes(io.output, "Globus: GLOBUS_SDK_VERIFY_SSL is set and not followed");
  assertStringIncludes(io.output, "Globus: GLOBUS_SDK_HTTP_TIMEOUT is set and not followed");
  for (const words of [["status"], ["globus", "ls", "6c54cade-bde5-45c1-bdea-f4bd71dba2cc:/"]]) {
    const flags = fakeIo({ surroundings: { home: "/nowhere" } });
    assertEquals(await main(["permissions", ...words], flags), 0, flags.talk);
    assertFalse(/VERIFY_SSL|HTTP_TIMEOUT/.test(flags.output + flags.talk), flags.output);
  }
});

interface Told {
  readonly reason: string;
  readonly message: string;
}

/** What a call of a client ends in, in a process of its own with both variables set. */
async function told(call: string, env: string[] = Object.keys(variables)): Promise<Told> {
  const script = `
    import * as transfer from "${entryUrl("src/globus/transfer/mod.ts")}";
    import * as auth from "${entryUrl("src/globus/auth/mod.ts")}";
    await ${call}.catch(({ reason, message }) => {
      console.log(JSON.stringify({ reason, message }));
    });
  `;
  const flags = ["--allow-net=127.0.0.1,localhost"];
  if (env.length > 0) flags.push(`--allow-env=${env.join(",")}`);
  const { stdout, stderr } = await runChild(script, { flags, env: variables });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

Deno.test("a failed certificate and a time-out of Globus's clients name the variable, where it may be read", async () => {
  await using server = await startTlsServer(() => new Response());
  const makers = [
    `transfer.transferClient({ baseUrl: "${server.url}" }).get("/a")`,
    `auth.authClient({ baseUrl: "${server.url}" }).get("/a")`,
    `transfer.collectionClient("${server.url}").download("/a")`,
  ];
  for (const maker of makers) {
    // Set to false, and the certificate is refused all the same.
    const { reason, message } = await told(maker);
    assertEquals(reason, "certificate", message);
    assertStringIncludes(message, "GLOBUS_SDK_VERIFY_SSL is set and not followed");
    assertStringIncludes(message, "DENO_CERT");
    assertFalse(message.includes("HTTP_TIMEOUT"));
  }
  assertFalse((await told(makers[0] ?? "", [])).message.includes("VERIFY_SSL"));
});

Deno.test("a time-out of a Globus client names the variable that does not change it", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Promise<Response>((resolve) => setTimeout(() => resolve(new Response()), 400));
  });
  const address = `http://127.0.0.1:${server.addr.port}`;
  const options = `{ baseUrl: "${address}", timeoutMs: 50, retry: { retries: 0 } }`;
  const { reason, message } = await told(`transfer.transferClient(${options}).get("/a")`);
  assertEquals(reason, "time-out", message);
  assertStringIncludes(message, "GLOBUS_SDK_HTTP_TIMEOUT is set and not followed: timeoutMs");
});
