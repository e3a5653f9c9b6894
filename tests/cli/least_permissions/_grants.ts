import type { PlantedSandbox } from "../_sandbox.ts";

/** What every call of Tapis v3 needs in a sandbox. */
export function v3Grants({ home, sandbox }: { home: string; sandbox: { url: string } }): string[] {
  return [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${home}/.agave/keyferry.json`,
    `net:${new URL(sandbox.url).host}`,
  ];
}

/** What is said about them. */
export const v3Said = (home: string): string =>
  `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token when it ` +
  "expires\n";

/** What every call of Globus needs in a sandbox, among others. */
export function globusGrants({ home, sandbox }: PlantedSandbox): string[] {
  return [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${home}/.globus/app`,
    `net:${new URL(sandbox.url).host}`,
  ];
}

/** What is said about them. */
export function globusSaid({ home, sandbox }: PlantedSandbox): string {
  const app = `${home}/.globus/app/${sandbox.tokens.globusApps.planted}/keyferry-sandbox`;
  return `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it expires\n`;
}
