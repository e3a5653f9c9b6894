/**
 * Makes files or folders unchangeable until they are disposed of.
 *
 * @throws Where the test may not: see {@linkcode mayImmutable}.
 */
export async function makeImmutable(...paths: string[]): Promise<AsyncDisposable> {
  if (!await ran("chattr", ["+i", ...paths])) throw new Error("Cannot run chattr +i");
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      if (!await ran("chattr", ["-i", ...paths])) throw new Error("Cannot run chattr -i");
    },
  };
}

/** Whether this process may make a file unchangeable, which takes root and a file system like ext4. */
export async function mayImmutable(): Promise<boolean> {
  const path = await Deno.makeTempFile();
  const may = await ran("chattr", ["+i", path]);
  if (may) await ran("chattr", ["-i", path]);
  await Deno.remove(path);
  return may;
}

/** The words that run a program as nobody, who may still read where this process may. */
export const asNobody: readonly string[] = [
  "setpriv",
  "--reuid=65534",
  "--regid=65534",
  "--clear-groups",
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search",
];

/** Whether this process may give files away and become another user, which takes root. */
export async function mayBeOthers(): Promise<boolean> {
  const [program = "", ...args] = asNobody;
  return await ran(program, [...args, "true"]);
}

async function ran(program: string, args: readonly string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Says which faults this machine does not make: what is ignored must not look like what was run. */
export function tellMissing(faults: Readonly<Record<string, boolean>>): void {
  for (const [fault, may] of Object.entries(faults)) {
    if (!may) {
      Deno.stderr.writeSync(new TextEncoder().encode(`NOT RUN on this machine: ${fault}\n`));
    }
  }
}
