import { assert, assertEquals } from "@std/assert";
import { main } from "../../cli.ts";
import {
  approveLogin,
  plantCredentials,
  type Sandbox,
  type SandboxOptions,
} from "../../src/sandbox/mod.ts";
import type { Surroundings } from "../../src/credentials/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { type FakeIo, fakeIo } from "./_cli.ts";
import { noteExecuted, offersIn } from "./_offers.ts";

/** A person who uses the command. */
export interface User {
  /** Runs a command; `stop` is when it is told to stop. */
  run(words: readonly string[], code?: number, stop?: Promise<void>): Promise<FakeIo>;
  /** Pastes the command that was offered last, and runs it. */
  paste(io: FakeIo, code?: number): Promise<FakeIo>;
  /** Pastes the commands that are offered until none is. */
  follow(io: FakeIo): Promise<FakeIo>;
}

/** A sandbox, and a person who names it in every command. */
export interface Desk extends AsyncDisposable, User {
  readonly sandbox: Sandbox;
  readonly lab: string;
  readonly archive: string;
  /** A person in a shell that uses the sandbox, and other surroundings where they are given. */
  inShell(more?: Surroundings): User;
}

/** Opens a {@linkcode Desk}. */
export async function desk(options: SandboxOptions = {}): Promise<Desk> {
  const sandbox = await startSandbox(options);
  await plantCredentials(sandbox);
  await sandbox.idle();
  const [lab, archive] = sandbox.collections.map(({ id }) => id);
  const user = (surroundings?: Surroundings): User => {
    const run: Desk["run"] = async (words, code, stop) => {
      const io = person(sandbox, stop, surroundings);
      const ended = await main(words, io);
      if (code !== undefined) assertEquals(ended, code, io.talk);
      return io;
    };
    const paste: User["paste"] = async (io, code = 0) => {
      const { program, words } = await offered(io.talk);
      assertEquals(program, "keyferry");
      return await run(words, code);
    };
    const follow: User["follow"] = async (io) => {
      let last = await paste(io);
      for (let step = 0; step < 4 && offersIn(last.talk).length > 0; step++) {
        last = await paste(last);
      }
      return last;
    };
    return { run, paste, follow };
  };
  const { run, paste, follow } = user();
  return {
    sandbox,
    lab: lab ?? "",
    archive: archive ?? "",
    run: (words, code, stop) => run([...words, "--sandbox", sandbox.home], code, stop),
    paste,
    follow,
    inShell: (more) => user({ home: sandbox.home, env: { ...sandbox.env }, ...more }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Somebody who follows a login's link, and types the sandbox's password where one is asked for. */
export function person(
  sandbox: Sandbox,
  stop?: Promise<void>,
  surroundings?: Surroundings,
): FakeIo {
  const io = fakeIo({
    answers: ["ferry", "sandbox"],
    ...stop && { stop },
    ...surroundings && { surroundings },
  });
  const readSecret: FakeIo["readSecret"] = async (prompt) => {
    if (/password/i.test(prompt)) return sandbox.tokens.tapis.password;
    if (/CAVE/.test(prompt)) return sandbox.tokens.cave;
    const links = [...io.talk.matchAll(/https?:\S+authorize\S+/g)];
    return await approveLogin(sandbox, links.at(-1)?.[0] ?? "");
  };
  return Object.defineProperties({ readSecret } as FakeIo, {
    ...Object.getOwnPropertyDescriptors(io),
    readSecret: { value: readSecret },
  });
}

/** A command as a shell reads it. */
export interface Pasted {
  /** The variables that are set for it alone. */
  readonly variables: Readonly<Record<string, string>>;
  readonly program: string;
  readonly words: readonly string[];
}

/** The command that was offered last, as a shell reads it. */
export async function offered(talk: string): Promise<Pasted> {
  const offer = offersIn(talk).at(-1);
  assert(offer !== undefined, `nothing is offered: ${talk}`);
  const { command } = offer;
  noteExecuted(offer);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `printf '%s\\0' ${command}`],
    clearEnv: true,
  }).output();
  const all = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  const isSet = (word: string): boolean => /^[A-Z_]+=/.test(word);
  const begin = all.findIndex((word) => !isSet(word));
  const [program = "", ...words] = all.slice(begin);
  const variables = Object.fromEntries(
    all.slice(0, begin).map((word) => {
      const at = word.indexOf("=");
      return [word.slice(0, at), word.slice(at + 1)] as const;
    }),
  );
  return { variables, program, words };
}
