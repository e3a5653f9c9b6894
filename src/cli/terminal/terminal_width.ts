/** How many characters fit into a line of the terminal; 80 where that is not to be known. */
export function terminalWidth(): number {
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}
