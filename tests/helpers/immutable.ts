/**
 * Makes files or folders unchangeable until they are disposed of.
 *
 * @returns `undefined` where the test may not: that takes root, and a file system like ext4.
 */
export async function makeImmutable(...paths: string[]): Promise<AsyncDisposable | undefined> {
  if (!await chattr("+i", paths)) return undefined;
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      if (!await chattr("-i", paths)) throw new Error(`Cannot run chattr -i ${paths.join(" ")}`);
    },
  };
}

async function chattr(change: string, paths: readonly string[]): Promise<boolean> {
  try {
    const args = [change, ...paths];
    return (await new Deno.Command("chattr", { args, stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Says that a fault was not had for real: a run that shows less must not look like one that shows all. */
export function tellMissing(fault: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`NOT RUN FOR REAL on this machine: ${fault}\n`));
}
