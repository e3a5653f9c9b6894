const page = new URL("../../src/sandbox/README.md", import.meta.url);

/**
 * The rows of the fidelity tables that name an operation, by their cells: the operation, the real
 * programs that exercised it, what is simplified, the real server that it was held against.
 */
export async function fidelityRows(): Promise<string[][]> {
  return (await Deno.readTextFile(page)).split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}
