import { assertEquals } from "@std/assert";
import * as cave from "../../../src/cave/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { assertNoticed, assertTrue, type Case, type Fields } from "../comparison/_comparison.ts";
import { type Program, programs, scenario } from "../comparison/_scenario.ts";
import { versionOf } from "../comparison/_stage.ts";

/** A request, as a script takes it. */
type Asked = readonly [method: string, path: string, headers: Readonly<Record<string, string>>];

/** An answer, as a script gives it. */
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every way to bring a token, and none, to a path. */
function waysTo(method: string, path: string, token: string): Asked[] {
  const header = (authorization: string): Asked => [method, path, { authorization }];
  const program = { "x-requested-with": "XMLHttpRequest" };
  return [
    [method, path, {}],
    [method, path, program],
    [method, path, { cookie: `middle_auth_token=${token}` }],
    [method, path, { cookie: "middle_auth_token=wrong" }],
    [method, path, { cookie: "middle_auth_token=wrong", ...program }],
    [method, `${path}?middle_auth_token=${token}`, {}],
    [method, `${path}?x=a%2Fb&middle_auth_token=wrong`, {}],
    [method, `${path}?middle_auth_token=${token}`, program],
    [method, `${path}?x=a/b%20c%2Fd%26e%25f%41&y=é%0Aé%FF`, {}],
    header(`Bearer ${token}`),
    header(`Bearer  ${token}`),
    header(`Bearer ${token} extra`),
    header("Bearer wrong"),
    header("Bearer"),
    header(`bearer ${token}`),
    header(`Basic ${token}`),
    header(token),
  ];
}

const cortex = "sandbox_cortex";
const info = "/info/api/v2/datastack/full";

/** The gates: which version, its paths, and whether the sandbox has them. */
const gates: readonly {
  readonly program: Program;
  readonly asked: (token: string, stateId: string) => readonly Asked[];
}[] = [
  {
    program: programs.middleAuth319,
    asked: (token) => [
      ...waysTo("GET", `${info}/${cortex}`, token),
      ...waysTo("GET", `${info}/sandbox_terms`, token),
      ...waysTo("GET", `${info}/sandbox_private`, token),
      ...waysTo("GET", `${info}/nowhere`, token),
    ],
  },
  {
    program: programs.middleAuth36,
    asked: (token, stateId) => [
      ...waysTo("GET", `/nglstate/api/v1/${stateId}`, token),
      ...waysTo("POST", `/nglstate/api/v1/post/${stateId}`, token),
    ],
  },
];

/** What the sandbox's person may do, in the terms of the auth service. */
const user = {
  id: 1,
  admin: false,
  groups: ["sandbox"],
  permissions_v2: { [cortex]: ["edit", "view"] },
  permissions_v2_ignore_tos: { [cortex]: ["edit", "view"], sandbox_terms: ["view"] },
  missing_tos: [{ dataset_name: "sandbox_terms", tos_id: 3, tos_name: "Sandbox terms" }],
};
const datasets = [cortex, "sandbox_terms", "sandbox_private"];

/** The names of the cases with a challenge. */
function challenged(cases: readonly Case[]): string[] {
  return cases.flatMap(({ name, theirs }) => theirs.challenge === null ? [] : [name]);
}

/** Whatever an answer says; of a good one only that it is good. */
function toldBy({ status, headers, body }: Answered): Fields {
  const { location, "www-authenticate": challenge, "content-type": kind } = headers;
  const [cookie = null, ...attributes] = headers["set-cookie"]?.split("; ") ?? [];
  return {
    status,
    location: location ?? null,
    challenge: challenge ?? null,
    cookie,
    attributes,
    ...(status >= 400 ? { kind, body: parsed(body) } : {}),
  };
}

/** The sandbox is on plain HTTP. */
function overHttp({ headers, body, ...answer }: Answered, host: string): Answered {
  const plain = (text: string): string => text.replaceAll(`https://${host}`, `http://${host}`);
  return {
    ...answer,
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, plain(value)])),
    body: plain(body),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

for (const { program, asked } of gates) {
  const version = await versionOf(program);
  scenario(
    [program],
    `the sandbox and keyferry hold to its refusals (${version})`,
    async (stage) => {
      await using sandbox = await stage.sandbox();
      const { host } = new URL(sandbox.url);
      const token = sandbox.tokens.cave;
      const { state } = cave.client({ token, serverAddress: sandbox.url });
      const requests = asked(token, String(await state.uploadStateJson({ layers: [] })));
      const [answers] = await stage.ask(program, "middle_auth_app.py", [
        ["send", { host, token, user, datasets, requests }],
      ]) as [Answered[]];
      const theirs = answers.map((answer) => overHttp(answer, host));
      const names = requests.map(([method, path, headers], index) => {
        return `${index} ${method} ${path} ${JSON.stringify(headers)}`.replaceAll(token, "TOKEN");
      });

      const ours = await Promise.all(requests.map(([method, path, headers]) => {
        return answerOf(sandbox.url + path, { method, headers });
      }));
      const sandboxCases = names.map((name, index): Case => {
        return { name, theirs: toldBy(theirs[index]!), ours: toldBy(ours[index]!) };
      });
      const gate = {
        source: "middle-auth-client: the sandbox",
        version,
        accepted: [{
          why:
            "a browser would not send a Secure cookie to the sandbox; SameSite keeps others' pages out",
          cases: /middle_auth_token=(?:TOKEN|wrong) \{\}/,
          fields: ["attributes"],
        }],
      };
      assertTrue(gate, sandboxCases);

      const refusals = theirs.map((answer, index) => ({ answer, name: names[index]! }))
        // The other redirects are for those who came with a cookie or a token in the address.
        .filter(({ answer: { status, headers } }) => {
          return status >= 400 || (status === 302 && headers.location?.includes("/authorize"));
        });
      assertEquals(
        new Set(refusals.map(({ answer }) => answer.status)).size,
        program === programs.middleAuth319 ? 4 : 4,
      );
      const clientCases = async (bent: (answer: Answered) => Answered): Promise<Case[]> => {
        return await Promise.all(refusals.map(async ({ answer, name }) => {
          return { name, theirs: meantBy(answer), ours: await readFrom(bent(answer)) };
        }));
      };
      const client = { source: "middle-auth-client: the client", version };
      assertTrue(client, await clientCases((answer) => answer));

      // Planted: answers without their challenge, and with another sentence.
      const bare = sandboxCases.map((found) => {
        return { ...found, ours: { ...found.ours, challenge: null } };
      });
      assertNoticed(gate, bare, challenged(sandboxCases));
      const another = (answer: Answered): Answered => ({ ...answer, body: "planted" });
      const refused = refusals.filter(({ answer }) => answer.status >= 400);
      assertNoticed(client, await clientCases(another), refused.map(({ name }) => name));
    },
  );
}

async function answerOf(url: string, init: RequestInit): Promise<Answered> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

/** What a person is told by a refusal. */
function meantBy({ status, body }: Answered): Fields {
  if (status < 400) return { status, login: true };
  const document = parsed(body) as string | { error: string; message?: string; msg?: string };
  return {
    status,
    login: status === 401,
    ...(typeof document === "string"
      ? { code: null, message: document }
      : { code: document.error, message: document.message ?? document.msg }),
  };
}

/** What keyferry's client makes of an answer. */
async function readFrom({ status, headers, body }: Answered): Promise<Fields> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Response(body, { status, headers });
  });
  const serverAddress = `http://127.0.0.1:${server.addr.port}`;
  const client = cave.client({ token: "made-up", serverAddress, retry: { retries: 0 } });
  try {
    await client.info.get("/info/api/v2/datastacks");
    return {};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, apiCode, explanation, loginNeeded } = error;
    if (status < 400) return { status, login: loginNeeded };
    return { status, login: loginNeeded, code: apiCode ?? null, message: explanation };
  }
}
