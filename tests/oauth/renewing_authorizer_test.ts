import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/join";
import { ArgumentTypeError } from "../../src/argument_error.ts";
import {
  CredentialError,
  FileError,
  PermissionNeededError,
} from "../../src/credentials/errors/errors.ts";
import { storeUnsavedLogins } from "../../src/credentials/errors/unsaved_logins.ts";
import { readText } from "../../src/credentials/files/files.ts";
import { Secret } from "../../src/credentials/secret/secret.ts";
import { ApiError, NetworkError } from "../../src/http/reply/errors.ts";
import { intentPath } from "../../src/oauth/renewal_intent.ts";
import { type RecordStore, textStore } from "../../src/oauth/record_store.ts";
import type { Renewable } from "../../src/oauth/renewable.ts";
import { renewingAuthorizer } from "../../src/oauth/renewing_authorizer.ts";

function record(name: string, expiresAt?: number): Renewable {
  return {
    accessToken: new Secret(`access-${name}`),
    refreshToken: new Secret(`refresh-${name}`),
    expiresAt,
  };
}

/** A store that keeps the record's name in a file of its own. */
function fileStore(path: string): RecordStore<Renewable> {
  return textStore({
    path,
    async read(): Promise<Renewable | undefined> {
      const name = await readText(path);
      if (name === "") throw new SyntaxError("a program without locks is in the middle of writing");
      return name === undefined ? undefined : record(name);
    },
    texts({ accessToken }: Renewable) {
      const text = accessToken?.reveal().replace("access-", "") ?? "";
      return Promise.resolve([{ path, text }]);
    },
  });
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function headerOf(authorizer: { apply(headers: Headers): unknown }): Promise<string | null> {
  const headers = new Headers();
  await authorizer.apply(headers);
  return headers.get("authorization");
}

/** Says when the service refuses a refresh token that was spent before. */
function refused(status = 400): ApiError {
  return new ApiError({
    service: "Made-up",
    method: "POST",
    url: "https://auth.example.org/token",
    status,
    apiCode: "invalid_grant",
    text: "",
  });
}

const wanted = "made-up token";

Deno.test("renewingAuthorizer() leaves a token alone that lasts longer than 60 s", async () => {
  const authorizer = renewingAuthorizer(record("old", 60_001), {
    wanted,
    now: () => 0,
    renew: () => Promise.reject(new Error("not due")),
  });
  assertEquals(await headerOf(authorizer), "Bearer access-old");
});

Deno.test("renewingAuthorizer() renews a token 60 s before its end, once for 200 callers", async () => {
  let renewals = 0;
  const authorizer = renewingAuthorizer(record("old", 60_000), {
    wanted,
    now: () => 0,
    renew: async () => {
      renewals++;
      await Promise.resolve();
      return record("new");
    },
  });
  const headers = await Promise.all(Array.from({ length: 200 }, () => headerOf(authorizer)));
  assertEquals([new Set(headers), renewals], [new Set(["Bearer access-new"]), 1]);
});

Deno.test("renewingAuthorizer() renews a refused token, and does not renew its successor for it", async () => {
  let renewals = 0;
  const authorizer = renewingAuthorizer(record("old"), {
    wanted,
    renew: () => Promise.resolve(record(`new-${++renewals}`)),
  });
  const sent = new Headers();
  await authorizer.apply(sent);
  const refusal = new Response(null, { status: 401 });
  // Two requests went out with the old token; their refusals come one after the other.
  assert(await authorizer.rejected(refusal, sent));
  assert(await authorizer.rejected(refusal, sent));
  assertEquals([renewals, await headerOf(authorizer)], [1, "Bearer access-new-1"]);
});

Deno.test("renewingAuthorizer() stores the new record before anybody may use it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    const told: string[] = [];
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew: () => Promise.resolve(record("new")),
      onRefresh: async () => {
        told.push(await Deno.readTextFile(path));
      },
    });
    await authorizer.refresh();
    assertEquals(told, ["new"]);
    assertEquals(await readText(intentPath(path)), undefined);
  });
});

Deno.test("renewingAuthorizer() takes over what another process has stored, and uses up no token", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "of another process");
    const authorizer = renewingAuthorizer(record("old", 0), {
      wanted,
      store: fileStore(path),
      renew: () => Promise.reject(new Error("the token must not be spent")),
    });
    assertEquals(await headerOf(authorizer), "Bearer access-of another process");
  });
});

Deno.test("renewingAuthorizer() uses the stored refresh token, not one it has held for long", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "stored");
    const store: RecordStore<Renewable> = {
      ...fileStore(path),
      read: () => Promise.resolve(record("stored", 0)),
    };
    const spent: (string | undefined)[] = [];
    const authorizer = renewingAuthorizer(record("held", 0), {
      wanted,
      store,
      renew: ({ refreshToken }) => {
        spent.push(refreshToken?.reveal());
        return Promise.resolve(record("new"));
      },
    });
    await authorizer.refresh();
    assertEquals(spent, ["refresh-stored"]);
  });
});

Deno.test("renewingAuthorizer() finds out that it cannot store before the token is used", async () => {
  await inFolder(async (folder) => {
    // A file where the folder should be: nobody, not even root, can write below it.
    await Deno.writeTextFile(join(folder, "closed"), "");
    let renewals = 0;
    const authorizer = renewingAuthorizer(record("old", 0), {
      wanted,
      store: fileStore(join(folder, "closed", "record")),
      renew: () => Promise.resolve(record(`new-${++renewals}`)),
    });
    await assertRejects(() => headerOf(authorizer), FileError);
    assertEquals(renewals, 0);
  });
});

Deno.test("renewingAuthorizer() keeps its note when the answer is lost, and says so when the token turns out to be used", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    const lost = new NetworkError(
      "torn body",
      "POST",
      "https://auth.example.org/token",
      "broke off",
    );
    const answers: Error[] = [lost, refused()];
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew: () => Promise.reject(answers.shift()),
    });
    await assertRejects(() => authorizer.refresh(), NetworkError);
    const note = await readText(intentPath(path));
    assert(note !== undefined && !note.includes("refresh-old"));
    const error = await assertRejects(() => authorizer.refresh(), CredentialError);
    assertStringIncludes(error.message, "Refresh interrupted: no answer came");
    assertStringIncludes(error.message, path);
    assertEquals(await readText(path), "old");
  });
});

Deno.test("renewingAuthorizer() keeps the note of a lost answer while the service is busy, and no note of a busy one", async () => {
  const lost = new NetworkError("torn body", "POST", "https://auth.example.org/token", "broke off");
  const refusalAfter = async (answers: Error[]): Promise<Error> => {
    let last: unknown;
    await inFolder(async (folder) => {
      const path = join(folder, "record");
      await Deno.writeTextFile(path, "old");
      while (answers.length > 0) {
        // A process each, so that nothing is known but what is written down.
        const authorizer = renewingAuthorizer(record("old"), {
          wanted,
          store: fileStore(path),
          renew: () => Promise.reject(answers.shift()),
        });
        last = await authorizer.refresh().catch((error) => error);
      }
    });
    assert(last instanceof Error);
    return last;
  };
  for (const status of [429, 503]) {
    const error = await refusalAfter([lost, refused(status), refused(status), refused()]);
    assertStringIncludes(error.message, "Refresh interrupted: an earlier process");
    // Busy means that nothing was done: a refusal after it is a plain one.
    const plain = await refusalAfter([refused(status), refused()]);
    assert(plain instanceof ApiError, plain.message);
  }
});

Deno.test("renewingAuthorizer() calls no login lost where the stored refresh token is still the one to use", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    const store = fileStore(path);
    const full = (): Promise<never> => Promise.reject(new FileError("No space"));
    const rows = [[record("old").refreshToken, 0], [record("new").refreshToken, 1]] as const;
    for (const [refreshToken, count] of rows) {
      const authorizer = renewingAuthorizer(record("old", 0), {
        wanted,
        now: () => 0,
        store: { ...store, write: full, reserve: undefined },
        renew: () => Promise.resolve({ ...record("new"), refreshToken }),
      });
      assertEquals(await headerOf(authorizer), "Bearer access-new");
      const losses = await storeUnsavedLogins();
      assertEquals(losses.length, count, losses[0]?.message);
    }
  });
});

Deno.test("renewingAuthorizer() leaves no note of a token that was not sent: Deno may not, or it cannot be", async () => {
  const unsent = [
    new PermissionNeededError("Cannot reach Tapis", ["--allow-net=auth.example.org"]),
    new ArgumentTypeError("A name with a colon cannot be sent: check the id"),
  ];
  for (const cause of unsent) {
    await inFolder(async (folder) => {
      const path = join(folder, "record");
      await Deno.writeTextFile(path, "old");
      const answers = [cause, refused()];
      const authorizer = renewingAuthorizer(record("old"), {
        wanted,
        store: fileStore(path),
        renew: () => Promise.reject(answers.shift()),
      });
      await assertRejects(() => authorizer.refresh(), cause.constructor as ErrorConstructor);
      assertEquals(await readText(intentPath(path)), undefined);
      // Nobody has used the token before, and nobody is said to have.
      await assertRejects(() => authorizer.refresh(), ApiError);
    });
  }
});

Deno.test("renewingAuthorizer() tries the token again after a lost answer: it may not have been used", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    let tries = 0;
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew: () => {
        const lost = new NetworkError("connection", "POST", "https://auth.example.org/token", "x");
        return ++tries === 1 ? Promise.reject(lost) : Promise.resolve(record("new"));
      },
    });
    await assertRejects(() => authorizer.refresh(), NetworkError);
    await authorizer.refresh();
    assertEquals([await readText(path), await readText(intentPath(path))], ["new", undefined]);
  });
});

Deno.test("renewingAuthorizer() passes a plain refusal on, and leaves the record as it was", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew: () => Promise.reject(refused()),
    });
    await assertRejects(() => authorizer.refresh(), ApiError, "invalid_grant");
    assertEquals(await readText(path), "old");
  });
});

Deno.test("renewingAuthorizer() takes over what a program without locks stores once the token is refused", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    let others: Promise<void> | undefined;
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew() {
        // It was first: it has its answer, and has not yet come to its file.
        others = new Promise((resolve) => setTimeout(resolve, 60)).then(() => {
          return Deno.writeTextFile(path, "others");
        });
        return Promise.reject(refused());
      },
    });
    await authorizer.refresh();
    await others;
    assertEquals(await headerOf(authorizer), "Bearer access-others");
    assertEquals([await readText(path), await readText(intentPath(path))], ["others", undefined]);
  });
});

Deno.test("renewingAuthorizer() keeps the note of one session while another in the same file is renewed", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    const store = { ...fileStore(path), read: () => Promise.resolve(undefined) };
    const lost = new NetworkError(
      "torn body",
      "POST",
      "https://auth.example.org/token",
      "broke off",
    );
    const answers: (Error | Renewable)[] = [lost, record("of b"), refused()];
    const renew = (): Promise<Renewable> => {
      const answer = answers.shift();
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer)
        : Promise.resolve(answer);
    };
    const a = renewingAuthorizer(record("a"), { wanted, store, renew });
    const b = renewingAuthorizer(record("b"), { wanted, store, renew });
    await assertRejects(() => a.refresh(), NetworkError);
    await b.refresh();
    await assertRejects(() => a.refresh(), CredentialError, "Refresh interrupted");
    assertEquals(await readText(intentPath(path)), undefined);
  });
});

Deno.test("renewingAuthorizer() proves every file that it will write before the token is used", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    await Deno.writeTextFile(join(folder, "closed"), "");
    let renewals = 0;
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: { ...fileStore(path), beside: [join(folder, "closed", "copy")] },
      renew: () => Promise.resolve(record(`new-${++renewals}`)),
    });
    await assertRejects(() => authorizer.refresh(), FileError);
    assertEquals([renewals, await readText(path)], [0, "old"]);
  });
});

Deno.test("renewingAuthorizer() renews a token without a usable end once, and then when it is refused", async () => {
  for (const seconds of [0, -1, 30]) {
    let renewals = 0;
    const authorizer = renewingAuthorizer(record("old", 0), {
      wanted: "made-up token",
      now: () => 1_000_000,
      renew: () => Promise.resolve(record(`${++renewals}`, 1_000_000 + seconds * 1000)),
    });
    for (let call = 0; call < 3; call++) {
      assertEquals(await headerOf(authorizer), "Bearer access-1");
    }
    const sent = new Headers();
    await authorizer.apply(sent);
    assert(await authorizer.rejected(new Response(null, { status: 401 }), sent));
    assertEquals(await headerOf(authorizer), "Bearer access-2");
    assertEquals(renewals, 2);
  }
});

/** What a service answers that does not take a token. */
const unauthorized = (): Response => new Response(null, { status: 401 });

Deno.test("renewingAuthorizer() lets a call wait that begins while a refused token is renewed", async () => {
  const granted = Promise.withResolvers<Renewable>();
  const authorizer = renewingAuthorizer(record("old"), { wanted, renew: () => granted.promise });
  const sent = new Headers();
  await authorizer.apply(sent);
  const renewed = authorizer.rejected(unauthorized(), sent);
  const later = headerOf(authorizer);
  granted.resolve(record("new"));
  assertEquals([await later, await renewed], ["Bearer access-new", true]);
});

Deno.test("renewingAuthorizer() uses a good token while it is renewed ahead of time", async () => {
  const granted = Promise.withResolvers<Renewable>();
  const authorizer = renewingAuthorizer(record("old"), { wanted, renew: () => granted.promise });
  const renewed = authorizer.refresh();
  assertEquals(await headerOf(authorizer), "Bearer access-old");
  granted.resolve(record("new"));
  await renewed;
  assertEquals(await headerOf(authorizer), "Bearer access-new");
});

Deno.test("renewingAuthorizer() lets onRefresh use the new token while others wait for it", async () => {
  const told: (string | null)[] = [];
  const authorizer = renewingAuthorizer(record("old"), {
    wanted,
    renew: () => Promise.resolve(record("new")),
    onRefresh: async () => {
      told.push(await headerOf(authorizer));
    },
  });
  const sent = new Headers();
  await authorizer.apply(sent);
  assert(await authorizer.rejected(unauthorized(), sent));
  assertEquals(told, ["Bearer access-new"]);
});

Deno.test("renewingAuthorizer() takes over a login that is stored after all was refused", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "record");
    await Deno.writeTextFile(path, "old");
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      store: fileStore(path),
      renew: () => Promise.reject(refused()),
    });
    const sent = new Headers();
    await authorizer.apply(sent);
    await assertRejects(async () => await authorizer.rejected(unauthorized(), sent), ApiError);
    await assertRejects(() => headerOf(authorizer), ApiError, "invalid_grant");
    await Deno.writeTextFile(path, "of a new login");
    assertEquals(await headerOf(authorizer), "Bearer access-of a new login");
  });
});

Deno.test("renewingAuthorizer() goes on with what it has where the renewal came to nothing, and was not refused", async () => {
  const failures = [
    new NetworkError("connection", "POST", "https://auth.example.org/token", "x"),
    new FileError("no room"),
  ];
  for (const failure of failures) {
    const authorizer = renewingAuthorizer(record("old"), {
      wanted,
      renew: () => Promise.reject(failure),
    });
    const sent = new Headers();
    await authorizer.apply(sent);
    await assertRejects(async () => await authorizer.rejected(unauthorized(), sent));
    // A 401 may have been for one thing alone, and is no proof that nothing else takes the token.
    assertEquals(await headerOf(authorizer), "Bearer access-old");
  }
});
