import { assert, assertEquals } from "@std/assert";
import { caveService } from "../../src/sandbox/cave/service.ts";
import { globusAuthService } from "../../src/sandbox/globus_auth/service.ts";
import { tapisService } from "../../src/sandbox/tapis/service.ts";
import { httpsService } from "../../src/sandbox/transfer/files/https_service.ts";
import { transferService } from "../../src/sandbox/transfer/service.ts";
import { fidelityRows } from "../helpers/fidelity_rows.ts";
import { assertSameNames } from "../helpers/source/same_names.ts";

const rows = await fidelityRows();

const services = [
  transferService(),
  httpsService(),
  globusAuthService(),
  tapisService(),
  caveService(),
];

/** An operation by one name, with a path at its end or without. */
function nameOf(method: string, pattern: string): string {
  return `${method} ${pattern.replace(/\/\{path\*\}$/, "").replace(/\/$/, "")}`;
}

/** The operation that a row names. */
function operationOf(cell: string): string {
  const [method = "", pattern = ""] = cell.replaceAll("`", "").split(" ");
  return nameOf(method, pattern);
}

Deno.test("the fidelity tables have a row for each route, and no other row", () => {
  const served = services.flatMap(({ routes }) => {
    return routes.map(({ method, segments }) => nameOf(method, segments.join("/")));
  });
  const named = rows.map(([operation = ""]) => operationOf(operation));
  assertSameNames(named, served, "src/sandbox/README.md");
});

Deno.test("the fidelity tables name a real server and its version, or say that it is not known", () => {
  const known = rows.map(([, , , server = ""]) => server).filter((server) => {
    assert(/^\S.* \d+\.\d+\.\d+(?:, read)?$|\bnot known$/i.test(server), server);
    return !/not known/i.test(server);
  });
  assertEquals(
    new Set(known),
    new Set([
      "AnnotationFrameworkInfoService 4.3.3",
      "Files 1.7.0, read",
      "NeuroglancerJsonServer 0.7.2",
      "OpenAPI of tapipy 25.4.0",
      "PyChunkedGraph 2.21.1, read",
      "authenticator 1.6.0",
      "globus_sdk.testing 4.9.0",
      "middle_auth 2.30.3",
    ]),
  );
});

Deno.test("the fidelity tables leave no cell open, and name programs that tests install", () => {
  const programs = [
    "-",
    "agavepy 0.9",
    "agavepy 1.0",
    "CAVEclient",
    "Chromium",
    "cloud-volume",
    "globus-cli",
    "globus-sdk",
    "tapipy",
  ];
  assert(rows.length > 100);
  for (const row of rows) {
    const [, exercised = ""] = row;
    assertEquals([row.length, row.includes("")], [4, false], row.join(" | "));
    const unknown = exercised.split(", ").filter((name) => !programs.includes(name));
    assertEquals(unknown, [], row.join(" | "));
  }
});
