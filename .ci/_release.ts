/** What has to agree before a version is published. */
export interface Release {
  /** The version of deno.json. */
  readonly version: string;
  /** The version that the modules give as theirs. */
  readonly ownVersion: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** The tag that is being published, where there is one. */
  readonly tag?: string | undefined;
}

/**
 * What does not agree about a version: the newest one in CHANGELOG.md must be that of deno.json, and
 * so must the tag, with a `v` before it. What is published has a date in CHANGELOG.md.
 *
 * @param release What is compared.
 * @param isReal Whether it is about to be published, not only tried.
 */
export function releaseComplaints(release: Release, isReal: boolean): string[] {
  const { version, ownVersion, changelog, tag } = release;
  const complaints: string[] = [];
  if (ownVersion !== version) {
    complaints.push(`src/version.ts says ${ownVersion}, deno.json ${version}`);
  }
  const heading = /^## (.*)$/m.exec(changelog)?.[1] ?? "nothing";
  const [, newest, date] = /^(\S+) \((not published yet|\d{4}-\d\d-\d\d)\)$/.exec(heading) ?? [];
  if (newest !== version) {
    complaints.push(`CHANGELOG.md begins with "${heading}": it must be "${version} (YYYY-MM-DD)"`);
  } else if (isReal && date === "not published yet") {
    complaints.push(`CHANGELOG.md calls ${version} "not published yet": give it the day's date`);
  }
  if (tag !== undefined && tag !== `v${version}`) {
    complaints.push(
      `the tag is ${tag}, and deno.json's version ${version}: it must be v${version}`,
    );
  }
  return complaints;
}

/** What a package must hold, as paths in it. */
export interface Wanted {
  /** Files that must be there. */
  readonly files: readonly string[];
  /** Folders that are for the checkout alone. */
  readonly without: readonly string[];
}

/** What is wrong with the files that `deno publish` is about to send. */
export function contentComplaints(listed: readonly string[], wanted: Wanted): string[] {
  if (listed.length === 0) return ["deno publish listed no file"];
  return [
    ...listed.filter((file) => wanted.without.some((folder) => file.startsWith(folder)))
      .map((file) => `${file} must stay out of it`),
    ...wanted.files.filter((file) => !listed.includes(file)).map((file) => `${file} is not in it`),
  ];
}
