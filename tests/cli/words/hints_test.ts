import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";

async function said(...words: string[]): Promise<string> {
  const io = fakeIo();
  assertEquals(await main(words, io), 2, io.talk);
  assertEquals(io.output, "");
  return io.talk;
}

Deno.test("a path of this machine is told from a place on a collection", async () => {
  for (const path of ["./runs", "../runs", "/data", "~/runs", "."]) {
    for (
      const words of [["transfer", path, "lab:/x"], ["transfer", "lab:/x", path], ["ls", path]]
    ) {
      const talk = await said("globus", ...words);
      assertStringIncludes(
        talk,
        `${JSON.stringify(path)} is on this machine, where keyferry cp copies`,
      );
    }
  }
});

Deno.test("a slash in place of the colon is told, where the bookmark is known", async () => {
  await using planted = await plantedSandbox();
  const { home, lab } = planted;
  await main(["globus", "bookmark", "create", "lab", `${lab}:/`, "--sandbox", home], fakeIo());
  const talk = await said("globus", "ls", "lab/runs/7", "--sandbox", home);
  assertStringIncludes(
    talk,
    'You have no bookmark "lab/runs/7": for a path on lab write lab:/runs/7',
  );
  assertStringIncludes(
    await said("globus", "ls", `${lab}/runs`, "--sandbox", home),
    `${lab}:/runs`,
  );
  assertStringIncludes(await said("globus", "ls", "nobody/runs", "--sandbox", home), "yours: lab");
  const tapis = await said("tapis", "files", "ls", "lab/runs", "--sandbox", home);
  assertStringIncludes(tapis, "write lab:runs, or tapis://lab/runs");
});

Deno.test("a secret on the command line is not taken, not shown, and told how it is given", async () => {
  for (
    const words of [["cave", "save"], ["cave", "new"], ["tapis", "login"], ["globus", "login"]]
  ) {
    const talk = await said(...words, "s3cr3t-of-mine");
    assertStringIncludes(talk, "A secret is typed unseen when it is asked for, or piped in");
    assertFalse(talk.includes("s3cr3t"));
  }
  assertFalse((await said("cave", "datastacks", "a", "b")).includes("unseen"));
});

Deno.test("help is understood wherever a group's command is wanted, and is a name elsewhere", async () => {
  for (
    const words of ["help", "help globus", "globus help", "globus help ls", "globus task help show"]
  ) {
    const [io, own] = [fakeIo(), fakeIo()];
    assertEquals(await main(words.split(" "), io), 0, io.talk);
    await main([...words.split(" ").filter((word) => word !== "help"), "--help"], own);
    assertEquals(io.output, own.output);
    assertMatch(io.output, /^Usage:/);
  }
  await using planted = await plantedSandbox();
  const io = fakeIo();
  assertEquals(await main(["globus", "ls", "help", "--sandbox", planted.home], io), 2);
  assertStringIncludes(io.talk, 'You have no bookmark "help"');
});

Deno.test("another program's word is pointed to within its group", async () => {
  const rows: Readonly<Record<string, string>> = {
    "globus rm": "delete",
    "globus mv": "rename",
    "globus cp": "transfer",
    "globus endpoint": "search",
    "globus info": "stat",
    "tapis files delete": "rm",
    "tapis files move": "mv",
    "cave setup-token": "new",
    "cave signout": "logout",
    "cave login": "new",
    "globus task ls": "list",
  };
  for (const [words, meant] of Object.entries(rows)) {
    const talk = await said(...words.split(" "), "x");
    assertStringIncludes(talk, `Did you mean command "${meant}"?`);
    assertFalse(/tapis files rm/.test(talk) && words.startsWith("globus"), talk);
  }
  const below: Readonly<Record<string, string>> = {
    "tapis ls": "tapis files ls",
    "tapis rm": "tapis files rm",
    "setup-token": "cave new",
  };
  for (const [words, meant] of Object.entries(below)) {
    const talk = await said(...words.split(" "), "x");
    assertStringIncludes(talk, `"keyferry ${meant}"`);
    assertFalse(talk.includes("keyferry globus"), talk);
  }
});

Deno.test("keyferry cp says how a collection or a system is written, where a path of this machine was meant so", async () => {
  const lines: readonly [words: string[], path: string][] = [
    [["lab/runs", "out"], "/runs"],
    [["out", "lab/runs/"], "/runs/"],
    [["lab:/a.txt", "out"], "/a.txt"],
    [["lab:a.txt", "out"], "/a.txt"],
  ];
  for (const [words, path] of lines) {
    const io = fakeIo();
    assertEquals(await main(["cp", ...words], io), 2);
    const meant =
      `write globus:lab:${path} for your bookmark lab, or tapis:lab:${path} for a system`;
    assertStringIncludes(io.talk, meant);
  }
  for (
    const words of [["./lab/runs", "out"], ["/lab/runs", "~/out"], ["tapsi:lab:/x", "out"], [
      "s3://lab/x",
      "out",
    ]]
  ) {
    const io = fakeIo();
    assertEquals(await main(["cp", ...words], io), 2);
    assertFalse(io.talk.includes("for your bookmark"), io.talk);
  }
});
