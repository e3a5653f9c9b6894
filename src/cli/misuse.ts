/** The words on the command line make no sense together: exit code 2. */
export class MisuseError extends Error {
  override readonly name = "MisuseError";
}
