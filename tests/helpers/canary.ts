import { assert } from "@std/assert";

/** A made-up secret that is easy to find again, different in every call. */
export function canary(): string {
  return `canary${crypto.randomUUID().replaceAll("-", "")}`;
}

/** The forms in which a secret could slip out; what is too short would be found by chance. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  // Inside a longer base64 text a secret has one of three forms, by where it begins.
  const base64 = ["", "a", "ab"].map((before) => {
    return btoa(before + secret).slice(Math.ceil(before.length * 4 / 3), -4);
  });
  const forms = [secret, encodeURIComponent(secret), json, secret.slice(0, 16), ...base64];
  return forms.filter((form) => form.length >= 8);
}

/** Every text that a thrown or returned value could show: message, stack, JSON, inspection, causes. */
function texts(value: unknown): string[] {
  const shown = [Deno.inspect(value, { depth: 20, showHidden: true, strAbbreviateSize: 1e6 })];
  for (let at = value; at instanceof Error; at = at.cause) {
    shown.push(at.message, at.stack ?? "", `${at}`, Deno.inspect({ ...at }, { depth: 20 }));
    if (typeof at.cause === "string") shown.push(at.cause);
  }
  try {
    shown.push(JSON.stringify(value) ?? "");
  } catch (error) {
    // A Secret refuses to be written as JSON, which is as good as not being shown.
    if (!(error instanceof TypeError)) throw error;
  }
  return shown;
}

/** Asserts that no form of the secrets is in anything that the value could show. */
export function assertNothingShown(value: unknown, ...secrets: readonly string[]): void {
  const all = texts(value).join("\n");
  for (const form of secrets.flatMap(spellings)) {
    assert(!all.includes(form), `A secret is shown (as ${JSON.stringify(form)}) in: ${all}`);
  }
}

/** Asserts that no form of the secrets is in what a server was sent. */
export function assertNotSent(
  requests: readonly { readonly text: string }[],
  ...secrets: readonly string[]
): void {
  const all = requests.map(({ text }) => text).join("\n");
  for (const form of secrets.flatMap(spellings)) {
    assert(!all.includes(form), `A secret was sent (as ${JSON.stringify(form)}): ${all}`);
  }
}
