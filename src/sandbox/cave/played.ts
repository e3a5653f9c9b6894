/** CAVE as the sandbox plays it. */

import { join } from "../../path/join.ts";
import { datastacks } from "../identity.ts";
import type { PlannedFile, PlayedPlatform } from "../played.ts";
import type { Sandbox, SandboxTokens } from "../sandbox.ts";
import { issueToken } from "../tokens.ts";
import { caveService } from "./service.ts";

/** See {@linkcode PlayedPlatform}. */
export const cave: PlayedPlatform<Pick<SandboxTokens, "cave">> = {
  services: () => [caveService()],
  environment: (_origin, home) => ({ CLOUD_VOLUME_DIR: join(home, ".cloudvolume") }),
  strayVariables: ["CAVE_TOKEN"],
  async firstTokens(registry) {
    return { cave: await issueToken(registry, "cave", "access", { stays: true }) };
  },
  // Its pages ask for nothing: whoever has the sandbox page's key is logged in.
  typed: () => ({}),
  files,
};

function files(sandbox: Sandbox): PlannedFile[] {
  const folder = [".cloudvolume", "secrets"];
  const content = { token: sandbox.tokens.cave };
  const servers = Object.fromEntries(datastacks.map((name) => [name, sandbox.url]));
  const files = [
    { names: [...folder, "cave-secret.json"], content },
    { names: [...folder, "cave_datastack_to_server_map.json"], content: servers },
  ];
  // A colon ends a file name on Windows, where the real client cannot write this one either.
  if (Deno.build.os !== "windows") {
    const name = `${new URL(sandbox.url).host}-cave-secret.json`;
    files.unshift({ names: [...folder, name], content });
  }
  return files;
}
