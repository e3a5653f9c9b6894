import { assert, assertEquals } from "@std/assert";
import { allPlatforms, platforms } from "../../src/platforms/list.ts";
import { runChild, sourceUrl } from "../helpers/child.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

Deno.test("platforms names each platform as it names itself", async () => {
  assertEquals(
    (await allPlatforms()).map(({ name }) => name),
    platforms.map(({ name }) => name),
  );
});

Deno.test("each platform calls what it looks for by one name", async () => {
  for (const platform of await allPlatforms()) {
    assertEquals(platform.chain({ env: {}, home: "/nowhere" }).wanted, platform.wanted);
  }
});

Deno.test("loading the list loads no platform", async () => {
  const { stdout } = await runChild(
    `
    await import("${sourceUrl("src/platforms/list.ts")}");
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "${sourceUrl("src/platforms/list.ts")}"],
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    const [list] = modules.filter(({ specifier }) => specifier.endsWith("/platforms/list.ts"));
    console.log(list.dependencies.every(({ isDynamic, code }) => isDynamic || code === undefined));
  `,
    { flags: ["-A"] },
  );
  assertEquals(stdout, "true\n");
});

Deno.test("each platform settles its search: no source looks into the caller's options again", async () => {
  await using folder = await temporaryFolder();
  const { path: home } = folder;
  const record = { baseurl: "https://api.example.org", username: "ada", access_token: "made-up" };
  await writeFiles(home, {
    ".agave/current": JSON.stringify(record),
    ".agave/config.json": JSON.stringify({ current: record, sessions: {} }),
    ".cloudvolume/secrets/cave-secret.json": '{"token": "made-up"}',
    ".globus.cfg": "[general]\ntransfer_token = made-up\n",
  });
  const values = { CAVE_TOKEN: "a", GLOBUS_SDK_TRANSFER_TOKEN: "b", TAPIS_TOKEN: "c" };
  for (const platform of await allPlatforms()) {
    const choosing = ["username", "clientId", "tokenKey", "namespace"]
      .filter((name) => Object.hasOwn(platform.choices ?? {}, name));
    assert(choosing.length > 0, platform.name);
    for (const more of [{}, ...choosing.map((name) => ({ [name]: "ada" }))]) {
      const read: string[] = [];
      const given = { env: {}, home, envFile: { path: ".env", values }, ...more };
      const choice = new Proxy(given, {
        get(target, name): unknown {
          read.push(String(name));
          return Reflect.get(target, name);
        },
      });
      const { sources } = platform.chain(choice);
      assert(read.includes("home"), platform.name);
      read.length = 0;
      for (const source of sources) await source.load();
      assertEquals(read, [], `${platform.name} ${JSON.stringify(more)}`);
    }
  }
});
