import { assertEquals } from "@std/assert";
import { shellWord } from "../src/shell_word.ts";

/** What a POSIX shell makes of a command line's words. */
async function asShellReads(words: string, env: Record<string, string>): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `for word in ${words}; do printf '%s\\0' "$word"; done`],
    clearEnv: true,
    env,
  }).output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

Deno.test("shellWord() is read by a shell as it was meant", async () => {
  const flags = [
    "--allow-read=/home/ada/.agave/current",
    "--allow-read=/home/ada lovelace/it's,,odd",
    '--allow-read=/a$HOME/`id`/"x"/\\n',
    "--allow-read=/*/~/!x;y|z&(a)<b>",
  ];
  const read = await asShellReads(flags.map((flag) => shellWord(flag, "posix")).join(" "), {
    HOME: "/other",
  });
  assertEquals(read, flags);
});

Deno.test("shellWord() lets the shell say where an unknown home is, and nothing else", async () => {
  const flag = '--allow-read=$HOME/.a b/"c,$HOME/$PATH/`id`/\\';
  const read = await asShellReads(shellWord(flag, "posix"), { HOME: "/home/ada" });
  assertEquals(read, ['--allow-read=/home/ada/.a b/"c,/home/ada/$PATH/`id`/\\']);
});

Deno.test("shellWord() leaves plain words plain, to be read and pasted", () => {
  const flag = "--allow-env=CAVE_TOKEN,HOME";
  assertEquals(shellWord(flag, "posix"), flag);
  assertEquals(shellWord("--allow-env=CAVE_TOKEN", "powershell"), "--allow-env=CAVE_TOKEN");
});

Deno.test("shellWord() quotes for PowerShell what that would part or take for its own", () => {
  const words = [
    ["--allow-env=CAVE_TOKEN,HOME", "'--allow-env=CAVE_TOKEN,HOME'"],
    ["--allow-net=127.0.0.1:8400", "'--allow-net=127.0.0.1:8400'"],
    [String.raw`C:\Users\Ada's data`, String.raw`'C:\Users\Ada''s data'`],
    [String.raw`--allow-read=C:\$HOME\(x)`, String.raw`'--allow-read=C:\$HOME\(x)'`],
  ] as const;
  for (const [text, word] of words) assertEquals(shellWord(text, "powershell"), word);
});

Deno.test("shellWord() lets PowerShell say where an unknown home is, and nothing else", () => {
  const flag = "--allow-read=$USERPROFILE\\.agave,C:\\$x `id` “y”";
  const word = '"--allow-read=$env:USERPROFILE\\.agave,C:\\`$x ``id`` `“y`”"';
  assertEquals(shellWord(flag, "powershell"), word);
});

Deno.test("shellWord() speaks to the shell of the platform where none is named", () => {
  const shell = Deno.build.os === "windows" ? "powershell" : "posix";
  assertEquals(shellWord("it's here"), shellWord("it's here", shell));
});
