import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import * as cave from "../../src/cave/mod.ts";
import { assertAgree } from "./_agree.ts";
import { found, makeHome, makeToken } from "./_cave.ts";
import { programs, scenario } from "./_scenario.ts";

const { caveclient, cloudVolume } = programs;
const caveScript = "cave_secrets.py";
const script = "cloud_volume_secrets.py";

scenario([cloudVolume], "it finds what saveToken() wrote", async (stage) => {
  const domain = "cave.example.org";
  const [own, shared] = [makeToken(), makeToken()];
  const options = { home: stage.home, env: {}, serverAddress: `https://${domain}` };
  await cave.saveToken(own, options);
  await cave.saveToken(shared, { ...options, overwrite: true, writeToServerFile: false });
  const answers = await stage.ask(cloudVolume, script, [
    ["cloudvolume", { domain }],
    ["cloudvolume", { domain: "elsewhere.example.org" }],
  ]);
  assertAgree({ token: own }, answers[0]);
  assertAgree({ token: shared }, answers[1]);
});

scenario([cloudVolume], "saveToken() writes to a folder of its own too", async (stage) => {
  const env = { CLOUD_VOLUME_DIR: await makeHome(stage, "other") };
  const serverAddress = "https://cave.example.org";
  const localServer = "https://local.example.org:8443";
  const token = makeToken();
  await cave.saveToken(token, { home: stage.home, env, serverAddress, localServer });
  // cloud-files, which cloud-volume brings, looks into the same folder.
  const answers = await stage.ask(cloudVolume, script, [
    ["cloudvolume", { domain: "cave.example.org" }],
    ["cloudvolume", { domain: "local.example.org:8443" }],
    ["cloudvolume", { domain: "elsewhere.example.org" }],
    ["cloudfiles", { server: "cave.example.org" }],
    ["cloudfiles", { server: "elsewhere.example.org" }],
  ], { env });
  for (const answer of answers) assertAgree({ token }, answer);
});

scenario(
  [caveclient, cloudVolume],
  "tokenChain() finds a token that only one of them finds",
  async (stage) => {
    const other = await makeHome(stage, "other");
    const place = { env: { CLOUD_VOLUME_DIR: other } };
    const token = makeToken();
    await stage.ask(caveclient, caveScript, [["save", { token }]], place);
    const anywhere = [["cloudvolume", { domain: "" }]] as const;
    const [nothing] = await stage.ask(cloudVolume, script, anywhere, place);
    assertEquals(nothing, {});
    const saved = await found({ home: stage.home, ...place });
    assertEquals(saved.value.token.reveal(), token);

    await Deno.remove(join(stage.home, ".cloudvolume"), { recursive: true });
    await Deno.mkdir(join(other, "secrets"));
    await Deno.writeTextFile(join(other, "secrets", "cave-secret.json"), `{"token": "${token}"}`);
    const [seen] = await stage.ask(cloudVolume, script, anywhere, place);
    const [unseen] = await stage.ask(caveclient, caveScript, [["find"]], place);
    assertEquals(unseen, { token: null, header: null });
    const { value, source } = await found({ home: stage.home, ...place });
    assertAgree({ token: value.token }, seen);
    assertEquals(source, "$CLOUD_VOLUME_DIR/secrets/cave-secret.json");
  },
);
