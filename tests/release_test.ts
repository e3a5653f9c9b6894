import { assertEquals } from "@std/assert";
import { contentComplaints, releaseComplaints } from "../.ci/_release.ts";
import { version as ownVersion } from "../src/version.ts";
import configuration from "../deno.json" with { type: "json" };

const { version } = configuration;

const dated = {
  version: "1.2.3",
  ownVersion: "1.2.3",
  changelog: "# Changes\n\n## 1.2.3 (2026-12-01)\n\n- New.\n\n## 1.2.2 (2026-11-01)\n",
};

Deno.test("deno.json, src/version.ts and CHANGELOG.md name one version", async () => {
  const changelog = await Deno.readTextFile(new URL("../CHANGELOG.md", import.meta.url));
  assertEquals(releaseComplaints({ version, ownVersion, changelog }, false), []);
});

Deno.test("releaseComplaints() lets a dated version pass, by its tag or without one", () => {
  assertEquals(releaseComplaints(dated, true), []);
  assertEquals(releaseComplaints({ ...dated, tag: "v1.2.3" }, true), []);
});

Deno.test("releaseComplaints() names the tag, module or heading that says another version", () => {
  const wrong = { ...dated, version: "1.2.4", tag: "1.2.4" };
  assertEquals(releaseComplaints(wrong, true), [
    "src/version.ts says 1.2.3, deno.json 1.2.4",
    'CHANGELOG.md begins with "1.2.3 (2026-12-01)": it must be "1.2.4 (YYYY-MM-DD)"',
    "the tag is 1.2.4, and deno.json's version 1.2.4: it must be v1.2.4",
  ]);
  for (
    const changelog of ["", "# Changes\n\n## Unreleased\n", "## 1.2.3\n", "## 1.2.30 (2026-12-01)"]
  ) {
    assertEquals(releaseComplaints({ ...dated, changelog }, false).length, 1, changelog);
  }
});

Deno.test("releaseComplaints() does not let a version be published that CHANGELOG.md has no day for", () => {
  const changelog = "## 1.2.3 (not published yet)\n";
  assertEquals(releaseComplaints({ ...dated, changelog }, false), []);
  assertEquals(releaseComplaints({ ...dated, changelog }, true), [
    'CHANGELOG.md calls 1.2.3 "not published yet": give it the day\'s date',
  ]);
});

Deno.test("contentComplaints() names what is missing from a package, and what is too much in it", () => {
  const wanted = { files: ["LICENSE", "mod.ts"], without: ["tests/"] };
  assertEquals(contentComplaints(["LICENSE", "mod.ts", "src/tests.ts"], wanted), []);
  assertEquals(contentComplaints(["mod.ts", "tests/a_test.ts"], wanted), [
    "tests/a_test.ts must stay out of it",
    "LICENSE is not in it",
  ]);
  assertEquals(contentComplaints([], wanted), ["deno publish listed no file"]);
});
