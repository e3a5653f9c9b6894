import { sqliteCodeOf, sqliteCodes } from "../../sqlite.ts";

/** What a disk refuses, whoever asks: a name that is too long for it, or more than it has room for. */
export type DiskProblem = "name-too-long" | "no-space";

const codes: Readonly<Record<string, DiskProblem>> = {
  ENAMETOOLONG: "name-too-long",
  ENOSPC: "no-space",
  EDQUOT: "no-space",
};

/** Which of the two an error is about; its causes are looked at as well. */
export function diskProblemOf(error: unknown): DiskProblem | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const problem = codes[String(Reflect.get(at, "code"))];
    if (problem !== undefined) return problem;
    if (sqliteCodeOf(at) === sqliteCodes.full) return "no-space";
  }
  return undefined;
}

/** The system's own sentences for the two. */
export const diskSentences: Readonly<Record<DiskProblem, string>> = {
  "name-too-long": "File name too long",
  "no-space": "No space left on device",
};
