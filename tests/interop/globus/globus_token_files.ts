import { assertEquals } from "@std/assert";
import * as globus from "../../../src/globus/mod.ts";
import { assertNoticed, assertTrue, type Case } from "../comparison/_comparison.ts";
import type { Records } from "./_globus.ts";
import { programs, scenario } from "../comparison/_scenario.ts";
import { versionOf } from "../comparison/_stage.ts";

const { globusSdk } = programs;
const script = "globus_sdk_files.py";
const [seed, count] = [16, 30];

/** A file as the script tells of it. */
interface File {
  readonly name: string;
  readonly kind: "json" | "sqlite";
  readonly path: string;
  readonly namespaces: readonly string[];
  /** What the SDK reads in it, by namespace. */
  readonly read: Readonly<Record<string, Records>>;
}

type Place = Pick<File, "kind" | "path">;

const wrote = { source: "globus-sdk: its token files", version: await versionOf(globusSdk) };
const read = { ...wrote, source: "globus-sdk: our token files" };

/** The classes of the SDK that store tokens. */
const storages = {
  inFiles: [
    "token_storage.JSONTokenStorage",
    "token_storage.SQLiteTokenStorage",
    "token_storage.legacy.SQLiteAdapter",
    "token_storage.legacy.SimpleJSONFileAdapter",
  ],
  inMemory: ["token_storage.MemoryTokenStorage", "token_storage.legacy.MemoryAdapter"],
  /** Keeps what it is given in another storage. */
  inOthers: ["token_storage.ValidatingTokenStorage"],
};

scenario([globusSdk], "there are no token files but of the formats compared", async (stage) => {
  const [names] = await stage.ask(globusSdk, script, [["names"]]);
  assertEquals(names, Object.values(storages).flat().toSorted());
});

scenario(
  [globusSdk],
  "token files are read as it reads them, whoever wrote them",
  async (stage) => {
    const folder = stage.home;
    const [files] = await stage.ask(globusSdk, script, [
      ["write", { folder, seed, count }],
    ]) as [File[]];
    assertEquals(files.length, count * storages.inFiles.length);
    const cases = async (): Promise<Case[]> => {
      return await Promise.all(files.map(async (file) => {
        return { name: file.name, theirs: file.read, ours: await readIn(file, file.namespaces) };
      }));
    };
    assertTrue(wrote, await cases());
    const [first] = files.filter(({ kind, read }) =>
      kind === "json" && tokenIn(read) !== undefined
    );
    if (first === undefined) throw new Error("No file holds a token");
    const text = await Deno.readTextFile(first.path);
    await Deno.writeTextFile(first.path, text.replaceAll(tokenIn(first.read) ?? "", "planted"));
    assertNoticed(wrote, await cases(), [first.name]);
    await Deno.writeTextFile(first.path, text);

    // keyferry goes on in each file, and begins one of each kind.
    const begun = (["json", "sqlite"] as const).map((kind): File => {
      return {
        name: `begun ${kind}`,
        kind,
        path: `${folder}/begun.${kind}`,
        namespaces: [],
        read: {},
      };
    });
    const changed = await Promise.all([...files, ...begun].map(changeIn));
    const answers = await stage.ask(globusSdk, script, [
      ["read", {
        files: changed.map(({ kind, path, namespaces }) => ({ kind, path, namespaces })),
      }],
    ]);
    const [theirs] = answers as [File["read"][]];
    const pairs = changed.map(({ name, read }, index): Case => {
      return { name, theirs: theirs[index] ?? {}, ours: read };
    });
    assertTrue(read, pairs);
    const bent = pairs.map((pair) => {
      return pair.name === first.name ? { ...pair, theirs: { DEFAULT: {} } } : pair;
    });
    assertNoticed(read, bent, [first.name]);
  },
);

/** Has keyferry store a record more in each of two namespaces, and remove the first of another. */
async function changeIn(file: File, index: number): Promise<File> {
  const read = structuredClone(file.read) as Record<string, Record<string, globus.TokenData>>;
  const [old] = Object.entries(read).filter(([, records]) => Object.keys(records).length > 0);
  if (old !== undefined) {
    const [namespace, records] = old;
    const [server = ""] = Object.keys(records);
    delete read[namespace]?.[server];
    assertEquals(await storageIn(file, namespace).removeTokenData(server), true, file.name);
  }
  for (const namespace of [file.namespaces[0] ?? "DEFAULT", "ours: é"]) {
    const record: globus.TokenData = {
      resource_server: `é ${index}`,
      scope: "openid",
      access_token: `Ag${index}`,
      expires_at_seconds: index + 1,
      ...(index % 2 === 0 ? { refresh_token: `Rf${index}`, token_type: "Bearer" } : {}),
    };
    read[namespace] = { ...read[namespace], [record.resource_server]: record };
    await storageIn(file, namespace).storeTokenDataByResourceServer({
      [record.resource_server]: record,
    });
  }
  return { ...file, read, namespaces: Object.keys(read) };
}

function storageIn({ kind, path }: Place, namespace: string): globus.TokenStorage {
  const storage = kind === "json" ? globus.jsonTokenStorage : globus.sqliteTokenStorage;
  return storage(path, { namespace });
}

async function readIn(place: Place, namespaces: readonly string[]): Promise<File["read"]> {
  const read = namespaces.map(async (namespace) => {
    return [namespace, await storageIn(place, namespace).getTokenDataByResourceServer()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Some access token among records. */
function tokenIn(read: File["read"]): string | undefined {
  return Object.values(read).flatMap((records) => Object.values(records))[0]?.access_token;
}
