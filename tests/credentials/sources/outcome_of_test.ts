import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ApiError,
  chain,
  CredentialError,
  explain,
  FileError,
  find,
  fromValue,
  permissionsFor,
  type Reachable,
  resolve,
  runnerUpOf,
  type Secret,
  type Source,
  type Surroundings,
} from "../../../src/credentials/mod.ts";

const refused = new ApiError({
  service: "The vault",
  method: "GET",
  url: "https://vault.example.org/token",
  status: 401,
  text: "",
  loginNeeded: true,
});

/** What a source of a program's own may do that ours do not, and what its line in a report says. */
const rows: Readonly<Record<string, readonly [load: () => unknown, detail: string]>> = {
  "throws at once": [() => {
    throw new Error("no way in");
  }, "threw an error when it was asked"],
  "rejects": [
    () => Promise.reject(new TypeError("x is undefined")),
    "threw an error when it was asked",
  ],
  "rejects with a text": [() => Promise.reject("no way in"), "threw an error when it was asked"],
  "is refused by a service": [() => Promise.reject(refused), "threw an error when it was asked"],
  "answers nothing": [() => undefined, "answered with what is not an outcome"],
  "answers a text": [() => Promise.resolve("made-up"), "answered with what is not an outcome"],
  "answers a state that is none": [
    () => Promise.resolve({ state: "found", value: "made-up" }),
    "answered with what is not an outcome",
  ],
  "answers that it is used, without a value": [
    () => Promise.resolve({ state: "used" }),
    "answered with what is not an outcome",
  ],
  "answers without a reason": [
    () => Promise.resolve({ state: "missing" }),
    "answered with what is not an outcome",
  ],
};

const vault = (load: () => unknown): Source<Secret> => {
  return { name: "the vault", permissions: [], load: load as Source<Secret>["load"] };
};

for (const [what, [load, detail]] of Object.entries(rows)) {
  Deno.test(`a source of a chain of one's own that ${what} is named, and no other is used`, async () => {
    const own = chain("lab token", [vault(load), fromValue("another")]);
    const { lines } = await explain(own);
    assertEquals(lines.map(({ source, state }) => [source, state]), [
      ["the vault", "broken"],
      ["given by the caller", "not reached"],
    ]);
    assertEquals(lines[0]?.detail, detail);
    const platform: Reachable<Surroundings, { secret: Secret; from: "caller" }> = {
      wanted: "lab token",
      chain: () => chain("lab token", [vault(load) as Source<never>]),
      destinations: () => [],
      addresses: () => ({}),
    };
    for (const search of [() => resolve(own), () => find(platform, {})]) {
      const error = await assertRejects(
        search,
        CredentialError,
        "Cannot use the vault for the lab token",
      );
      assert(!error.message.includes("no way in"), error.message);
    }
    assertEquals(await runnerUpOf(own), undefined);
    assertEquals((await permissionsFor(platform, {})).needed, []);
  });
}

Deno.test("what a source says about a file or an argument is said as it is", async () => {
  const told = [
    new FileError("Cannot read a.json"),
    new CredentialError("two people", { wanted: "x", lines: [] }),
  ];
  for (const error of told) {
    const own = chain("lab token", [vault(() => Promise.reject(error))]);
    assertEquals(await assertRejects(() => resolve(own)), error);
  }
});
