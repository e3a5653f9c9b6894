/** What a delete asks for, beyond what all tasks have. */
export interface DeleteWishes {
  /** The paths, as submitted. */
  readonly paths: readonly string[];
  /** Whether folders go with everything in them. */
  readonly recursive: boolean;
  /** Whether what is not there is no error. */
  readonly ignoreMissing: boolean;
  /** Whether `*`, `?` and `[]` in the last name of a path stand for many. */
  readonly interpretGlobs: boolean;
}
