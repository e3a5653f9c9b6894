import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { type Accepted, assertNoticed, assertTrue, type Case } from "../comparison/_comparison.ts";
import type { Call } from "../comparison/_python.ts";
import { programs, scenario } from "../comparison/_scenario.ts";
import { versionOf } from "../comparison/_stage.ts";

const { tapipy } = programs;

/** An answer, as the script takes it. */
type Answer = readonly [method: string, path: string, status: number, document: Document];

interface Document {
  // deno-lint-ignore no-explicit-any -- of many shapes
  readonly result: any;
}

/** What the script says of an answer. */
interface Verdict {
  readonly operation: string;
  readonly wrong: readonly string[];
}

/** Waits until a transfer has ended, so that its documents are the same in every run. */
async function ended(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  while (true) {
    const document: Document = await (await fetch(url, { headers })).json();
    if (document.result.status === "COMPLETED") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Every operation of the sandbox's Tapis v3 that has a document, asked once. */
async function answersOf({ url, tokens }: Sandbox): Promise<Answer[]> {
  const { username, password, clientName, apiSecret } = tokens.tapis;
  const json = { "content-type": "application/json" };
  const client = { ...json, authorization: `Basic ${btoa(`${clientName}:${apiSecret}`)}` };
  const answers: Answer[] = [];
  let own: Readonly<Record<string, string>> = json;
  const ask = async (method: string, path: string, body?: object, headers = own) => {
    const sent = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, body: sent });
    const document: Document = await response.json();
    answers.push([method, path, response.status, document]);
    return document.result;
  };

  const tokensAt = "/v3/oauth2/tokens";
  const pair = await ask("POST", tokensAt, { grant_type: "password", username, password }, client);
  const { refresh_token } = pair.refresh_token;
  await ask("POST", tokensAt, { grant_type: "refresh_token", refresh_token }, client);
  const token = pair.access_token.access_token;
  own = { ...json, "x-tapis-token": token };

  for (const path of ["tenants", "tenants/sandbox", "sites"]) await ask("GET", `/v3/${path}`);
  const profile = `profiles/${username}`;
  const metadata = ".well-known/oauth-authorization-server";
  for (const path of [metadata, "userinfo", "profiles", profile, "clients"]) {
    await ask("GET", `/v3/oauth2/${path}`);
  }
  const made = { client_id: "made", callback_url: "http://127.0.0.1:1/back" };
  await ask("POST", "/v3/oauth2/clients", made);
  await ask("GET", "/v3/oauth2/clients/made");
  await ask("PUT", "/v3/oauth2/clients/made", { display_name: "é" });
  await ask("DELETE", "/v3/oauth2/clients/made");
  await ask("POST", "/v3/oauth2/device/code", { client_id: clientName });

  await ask("GET", "/v3/systems?listType=ALL&select=allAttributes");
  await ask("GET", "/v3/systems/lab");
  await ask("GET", "/v3/systems/nowhere");
  await ask("POST", `/v3/systems/credential/lab/user/${username}/check`);
  await ask("GET", "/v3/files/ops/lab/runs");
  await ask("GET", "/v3/files/ops/lab/nowhere");
  await ask("POST", "/v3/files/ops/lab", { path: "made" });
  await ask("PUT", "/v3/files/ops/lab/made", { operation: "COPY", newPath: "other" });
  await ask("DELETE", "/v3/files/ops/lab/other");
  const elements = [{ sourceURI: "tapis://lab/runs", destinationURI: "tapis://archive/in" }];
  const { uuid } = await ask("POST", "/v3/files/transfers", { tag: "é", elements });
  await ended(`${url}/v3/files/transfers/${uuid}`, own);
  await ask("GET", "/v3/files/transfers");
  await ask("GET", `/v3/files/transfers/${uuid}`);
  await ask("GET", `/v3/files/transfers/${uuid}?includeSummary=true`);
  await ask("GET", `/v3/files/transfers/${uuid}/details`);
  await ask("DELETE", `/v3/files/transfers/${uuid}`);

  await ask("POST", `${tokensAt}/revoke`, { token });
  return answers;
}

const noText = 'NoneType, not type "string"';
const keptByOperators = [
  ...["admin_user", "create_time", "created_by", "last_update_time", "last_updated_by"],
  ...["service_ldap_connection_id", "token_gen_services", "user_ldap_connection_id"],
];
const unsaid = [
  ...["allowChildren", "authnCredential", "batchDefaultLogicalQueue", "batchLogicalQueues"],
  ...["batchScheduler", "batchSchedulerProfile", "bucketName", "canRunBatch", "created"],
  ...["dtnSystemId", "enableCmdPrefix", "jobCapabilities", "jobEnvVariables", "jobMaxJobs"],
  ...["jobMaxJobsPerUser", "jobRuntimes", "jobWorkingDir", "mpiCmd", "notes", "proxyHost"],
  ...["proxyPort", "sharedWithUsers", "tags", "updated", "useProxy", "uuid"],
];
const accepted: readonly Accepted[] = [
  {
    why: "the authenticator answers 200 to what makes something, where its document says 201",
    cases: /POST \/v3\/oauth2\/(?:tokens|clients)$/,
    fields: ["no answer 200"],
  },
  {
    why: "not known: when the newer authenticator adds an id token",
    cases: /POST \/v3\/oauth2\/tokens$/,
    fields: ["result.access_token.id_token: missing"],
  },
  {
    why: "since 1.3.5 a deletion returns the client, where the document has null",
    cases: /DELETE \/v3\/oauth2\/clients/,
    fields: ["result: dict, not enum [null]", 'result: dict, not type ["string", "null"]'],
  },
  {
    why: "a person's names are given_name and last_name",
    cases: /userinfo$|profiles/,
    fields: ["result.name: missing", "result[].name: missing"],
  },
  {
    why: "the files service writes null where there is nothing",
    cases: /files: /,
    fields: [
      `result: ${noText}`,
      `result[].mimeType: ${noText}`,
      ...["startTime", "endTime", "errorMessage"].map((name) => `result.${name}: ${noText}`),
      ...["result[]", "result.parentTasks[]", "result.parentTasks[].children[]"].map((where) => {
        return `${where}.errorMessage: ${noText}`;
      }),
    ],
  },
  {
    // Numbers of Java are never left out; what is no number is null.
    why: "the files service tells the parts of a transfer where it is asked for details",
    cases: /\/v3\/files\/transfers(?!.*details)/,
    fields: ["result", "result[]"].map((where) => {
      return `${where}.parentTasks: NoneType, not type "array"`;
    }),
  },
  {
    why: "an error has no metadata (tapis-shared-java's ApiExceptionMapper)",
    cases: /(?:systems|files): GET/,
    fields: ['metadata: NoneType, not type "object"'],
  },
  {
    why:
      "simplified: a system of the sandbox has what tells where files are, and no jobs, queues and notes",
    cases: /systems: GET/,
    fields: ["result", "result[]"].flatMap((where) => {
      return [
        ...unsaid.map((name) => `${where}.${name}: missing`),
        ...["description", "parentId"].map((name) => `${where}.${name}: ${noText}`),
      ];
    }),
  },
  {
    why: "simplified: a list of systems does not tell how it was counted",
    cases: /systems: GET \/v3\/systems\?/,
    fields: ["orderBy", "recordCount", "recordLimit", "recordsSkipped", "startAfter", "totalCount"]
      .map((name) => `metadata.${name}: missing`),
  },
  {
    why: "not known: what stands for the result of a failure, and of a check",
    cases: /systems: (?:GET \/v3\/systems\/\{|POST)/,
    fields: ['result: NoneType, not type "object"'],
  },
  {
    why: "simplified: who made and changed a tenant, its administrator and its directories",
    cases: /\/v3\/tenants/,
    fields: ["result", "result[]"].flatMap((where) => {
      return keptByOperators.map((name) => `${where}.${name}: missing`);
    }),
  },
];

scenario([tapipy], "the sandbox's answers keep to its OpenAPI documents", async (stage) => {
  await using sandbox = await stage.sandbox();
  const answers = await answersOf(sandbox);
  const planted = (wrong: object): Call => {
    const bent = answers.map(([method, path, status, document]) => {
      return [method, path, status, { ...document, ...wrong }];
    });
    return ["validate", { answers: bent }];
  };
  const [verdicts, results, ...others] = await stage.ask(tapipy, "tapis_openapi.py", [
    ["validate", { answers }],
    planted({ result: 7 }),
    planted({ message: ["planted"] }),
    planted({ status: undefined }),
  ]) as [Verdict[], Verdict[], ...Verdict[][]];
  const truth = { source: "tapipy: OpenAPI", version: await versionOf(tapipy), accepted };
  const cases = casesOf(verdicts);
  assertTrue(truth, cases);
  const names = cases.map(({ name }) => name);
  // Of the result of a revocation the document says nothing.
  assertNoticed(truth, casesOf(results), names.filter((name) => !name.endsWith("/revoke")));
  for (const wrong of others) assertNoticed(truth, casesOf(wrong), names);
});

/** Each complaint is a field, so that what is accepted is that complaint and no other. */
function casesOf(verdicts: readonly Verdict[]): Case[] {
  return verdicts.map(({ operation, wrong }, index) => {
    const ours = Object.fromEntries(wrong.map((complaint) => [complaint, true]));
    return { name: `${index} ${operation}`, theirs: {}, ours };
  });
}
