import { assertEquals } from "@std/assert";
import { allPlatforms, platforms } from "../../src/platforms/list.ts";
import { runChild, sourceUrl } from "../helpers/child.ts";

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
