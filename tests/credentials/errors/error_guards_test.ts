import { assert, assertEquals, assertFalse } from "@std/assert";
import { dirname } from "@std/path/dirname";
import { fromFileUrl } from "@std/path/from-file-url";
import { join } from "@std/path/join";
import { toFileUrl } from "@std/path/to-file-url";
import * as keyferry from "../../../mod.ts";
import type { AnyKeyferryError } from "../../../mod.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const facts = {
  service: "S",
  method: "GET",
  url: "https://a.example.org/x",
  status: 400,
  text: "",
};

/** One error of each class, made of the classes of one copy of the module. */
function errorsOf(copy: Pick<typeof keyferry, "ApiError" | keyof typeof guards>): Error[] {
  const report = { wanted: "token", lines: [] };
  return [
    new copy.CredentialError("none", report),
    new copy.PermissionNeededError("Cannot look", ["--allow-env=A"]),
    new copy.FileError("Cannot read a.json"),
    new copy.NetworkError("connection", "GET", facts.url, "broke off"),
    new copy.ApiError(facts),
    new copy.AuthorizationRequiredError(facts, { parameters: {} }),
    new copy.LoginError("denied", "The login was refused"),
    new copy.PlaceError("not a place"),
  ];
}

/** The class that each guard tells, and the kinds that it takes. */
const guards = {
  CredentialError: [keyferry.isCredentialError, ["credential"]],
  PermissionNeededError: [keyferry.isPermissionNeededError, ["permission"]],
  FileError: [keyferry.isFileError, ["file"]],
  NetworkError: [keyferry.isNetworkError, ["network"]],
  ApiError: [keyferry.isApiError, ["api", "authorization_required"]],
  AuthorizationRequiredError: [
    keyferry.isAuthorizationRequiredError,
    ["authorization_required"],
  ],
  LoginError: [keyferry.isLoginError, ["login"]],
  PlaceError: [keyferry.isPlaceError, ["place"]],
} as const;

Deno.test("there is a guard for each class, which knows its own and no other", () => {
  for (const error of errorsOf(keyferry)) {
    assert(keyferry.isKeyferryError(error));
    for (const [name, [guard, kinds]] of Object.entries(guards)) {
      const isIts = (kinds as readonly string[]).includes(error.kind);
      assertEquals(guard(error), isIts, `${name} asked about ${error.name}`);
    }
  }
  const classes = Object.entries(keyferry).filter(([, value]) => {
    return typeof value === "function" && value.prototype instanceof keyferry.KeyferryError;
  });
  assertEquals(classes.map(([name]) => name).sort(), Object.keys(guards).sort());
});

Deno.test("the guards know the errors of another copy of the module, which instanceof does not", async () => {
  await using folder = await temporaryFolder();
  const errorsIn = async (module: string): Promise<void> => {
    const path = fromFileUrl(new URL(`../../../src/${module}`, import.meta.url));
    const text = await Deno.readTextFile(path);
    const target = join(folder.path, module);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.writeTextFile(target, text);
    const imports = text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)";/gm);
    for (const [, to = ""] of imports) await errorsIn(join(dirname(module), to));
  };
  await errorsIn("credentials/errors/service_errors.ts");
  await errorsIn("credentials/errors/login_error.ts");
  await errorsIn("credentials/errors/place_error.ts");
  const parts = ["errors.ts", "service_errors.ts", "login_error.ts", "place_error.ts"].map(
    (name) => {
      return import(toFileUrl(join(folder.path, "credentials", "errors", name)).href);
    },
  );
  const copy: typeof keyferry = Object.assign({}, ...await Promise.all(parts));
  const errors = errorsOf(copy);
  assertEquals(errors.length, 8);
  for (const error of errors) {
    assertFalse(error instanceof keyferry.KeyferryError);
    assert(keyferry.isKeyferryError(error), error.name);
    for (const [name, [guard, kinds]] of Object.entries(guards)) {
      const isIts = (kinds as readonly string[]).includes(error.kind);
      assertEquals(guard(error), isIts, `${name} asked about ${error.name}`);
    }
  }
});

Deno.test("an error of another library that has keyferry's names is not keyferry's", () => {
  const table: readonly unknown[] = [
    new Error("ApiError"),
    Object.assign(new Error("x"), { name: "ApiError", kind: "api", status: 400 }),
    Object.assign(new Error("x"), { name: "NetworkError" }),
    "ApiError",
    null,
    undefined,
    { name: "ApiError", kind: "api" },
  ];
  for (const error of table) {
    assertFalse(keyferry.isKeyferryError(error), Deno.inspect(error));
    for (const [guard] of Object.values(guards)) assertFalse(guard(error), Deno.inspect(error));
  }
});

/** Compiles where `kind` narrows to the class, and not otherwise. */
function factOf(error: AnyKeyferryError): unknown {
  switch (error.kind) {
    case "credential":
      return error.report.lines.length;
    case "permission":
      return error.flags.join(" ");
    case "file":
      return error.why;
    case "network":
      return error.reason;
    case "api":
      return error.status;
    case "authorization_required":
      return error.requirements.parameters;
    case "login":
      return error.reason;
    case "place":
      return error.message;
  }
}

Deno.test("isKeyferryError() narrows by kind to what the class knows", () => {
  const known = errorsOf(keyferry).map((error) => {
    return keyferry.isKeyferryError(error) ? factOf(error) : "not known";
  });
  assertEquals(known, [
    0,
    "--allow-env=A",
    undefined,
    "connection",
    400,
    {},
    "denied",
    "not a place",
  ]);
});

Deno.test("an error shows nothing of what guards know it by", () => {
  for (const error of errorsOf(keyferry)) {
    assertFalse(Deno.inspect(error).includes("Symbol"), Deno.inspect(error));
    assertEquals(Object.getOwnPropertySymbols(error), []);
  }
});
