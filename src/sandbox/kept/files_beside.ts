/** The folder in which a sandbox keeps its files beside a state file. */
export function filesBeside(state: string): string {
  return `${state}.files`;
}
