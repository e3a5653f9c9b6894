import type { Sandbox } from "../../../src/sandbox/mod.ts";

/** A wrong answer, and the scenarios that must fail for it. */
export interface Plant {
  /** The file with the scenarios. */
  readonly file: string;
  /** What their names contain. */
  readonly scenario: string;
  /** The request that is answered wrongly. */
  readonly method: string;
  /** Its path. */
  readonly path: RegExp;
  /** The wrong answer. */
  readonly answer: () => Response;
  /** What of it the failed assertion must show: what was wrong is the value, no other accident. */
  readonly shows: string;
}

/** The wrong answers, each in the form of a right one. `planted.ts` has a run for each. */
export const plants: Readonly<Record<string, Plant>> = {
  "another person's name in Globus Auth": {
    file: "globus_cli/globus_cli_commands.ts",
    scenario: "is a client's own identity by its secret, without a login",
    method: "GET",
    path: /^\/v2\/oauth2\/userinfo$/,
    answer: () => Response.json({ sub: "x", preferred_username: "somebody@example.org" }),
    shows: "somebody@example.org",
  },
  "a file that is not there in Globus Transfer": {
    file: "globus_cli/globus_cli_commands.ts",
    scenario: "finds, lists, makes and renames",
    method: "GET",
    path: /\/ls$/,
    answer: () => {
      const DATA = [{ DATA_TYPE: "file", name: "nowhere.txt", type: "file", size: 7 }];
      return Response.json({ DATA_TYPE: "file_list", path: "/", DATA });
    },
    shows: "nowhere.txt",
  },
  "a state with another layer in CAVE": {
    file: "cave/cave_services.ts",
    scenario: "a state that one stores the other reads",
    method: "GET",
    path: /^\/nglstate\/api\/v1\/(?:raw\/)?\d+$/,
    answer: () => Response.json({ layers: [{ name: "another layer" }], u: "café" }),
    shows: "another layer",
  },
  "another person's name in Tapis v2": {
    file: "tapis/tapis.ts",
    scenario: "it restores what the sandbox planted",
    method: "GET",
    path: /^\/profiles\/v2\//,
    answer: () => Response.json({ status: "success", result: { username: "somebody" } }),
    shows: "somebody",
  },
  "another file in Tapis v3": {
    file: "tapis/tapis.ts",
    scenario: "it gets tokens, lists, uploads, downloads and transfers",
    method: "GET",
    path: /^\/v3\/files\/content\//,
    answer: () => new Response("from somebody's laptop\n"),
    shows: "from somebody's laptop",
  },
  "another root in CAVE": {
    file: "cave/cave_operations.ts",
    scenario: "the four clients send what it sends, and are answered the same",
    method: "GET",
    path: /\/node\/\d+\/root$/,
    answer: () => Response.json({ root_id: 7654321 }),
    shows: "7654321",
  },
  "another datastack in CAVE, to both programs": {
    file: "cave/cave_operations.ts",
    scenario: "the four clients send what it sends, and are answered the same",
    method: "GET",
    path: /\/datastacks$/,
    answer: () => Response.json(["sandbox_cortex", "sandbox_retina", "sandbox_other"]),
    shows: "sandbox_other",
  },
  "another person's profile in Tapis v3, to both programs": {
    file: "tapis/tapis_v3_operations.ts",
    scenario: "keyferry sends what it sends, and is answered the same",
    method: "GET",
    path: /^\/v3\/oauth2\/userinfo$/,
    answer: () => Response.json({ status: "success", result: { username: "somebody" } }),
    shows: "somebody",
  },
  "a refusal of CAVE's gate in other words": {
    file: "cave/cave_gate.ts",
    scenario: "the sandbox and keyferry hold to its refusals (3.19.2)",
    method: "GET",
    path: /\/datastack\/full\/sandbox_private$/,
    answer: () => Response.json({ error: "missing_permission", message: "No" }, { status: 403 }),
    shows: "message",
  },
  "a document of another form in Tapis v3": {
    file: "tapis/tapis_openapi.ts",
    scenario: "the sandbox's answers keep to its OpenAPI documents",
    method: "GET",
    path: /^\/v3\/oauth2\/userinfo$/,
    answer: () => Response.json({ status: "success", message: "", version: "1", result: "ferry" }),
    shows: "result: str, not type",
  },
  "a field of another kind in Globus Transfer": {
    file: "globus/globus_sandbox.ts",
    scenario: "the sandbox answers as it has recorded",
    method: "GET",
    path: /\/task_list$/,
    answer: () => Response.json({ DATA_TYPE: "task_list", DATA: 7 }),
    shows: "DATA: number, not list",
  },
  "another name while a login is renewed": {
    file: "side_by_side.ts",
    scenario: "commands and restore() renew its login at the same time",
    method: "GET",
    path: /^\/v0\.10\/endpoint\/[^/]+$/,
    answer: () => Response.json({ DATA_TYPE: "endpoint", display_name: "nowhere" }),
    shows: "nowhere",
  },
};

const flag = "--plant=";

/** The argument that has a run plant a wrong answer in each of its sandboxes. */
export function plantArgument(name: string): string {
  return `${flag}${name}`;
}

/** Plants the wrong answer that this run was started with, if any. */
export function plantIn({ faults }: Sandbox): void {
  const name = Deno.args.find((argument) => argument.startsWith(flag))?.slice(flag.length);
  if (name === undefined) return;
  const plant = plants[name];
  if (plant === undefined) throw new Error(`No wrong answer is called ${name}`);
  faults.request = ({ method, path }) => {
    return method === plant.method && plant.path.test(path) ? plant.answer() : undefined;
  };
}
