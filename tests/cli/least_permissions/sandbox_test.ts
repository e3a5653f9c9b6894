import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { run } from "../_program.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

for (const isNew of [true, false]) {
  const which = isNew ? "a new one" : "one of before";
  Deno.test(`permissions sandbox --state is the least, and enough, for ${which}`, async () => {
    await using folder = await temporaryFolder();
    const state = `${folder.path}/state.db`;
    let port = freePort();
    if (!isNew) {
      const { stdout } = await run(["sandbox", "--json", "--state", state], {
        flags: ["-A"],
        isStopped: true,
      });
      port = Number(new URL(JSON.parse(stdout).url).port);
    }
    await holdToItsWord({
      words: ["sandbox", "--state", state, ...(isNew ? ["--port", String(port)] : [])],
      env: {},
      isStopped: true,
      code: 0,
      expected: [
        `net:127.0.0.1:${port}`,
        ...["read", "write"].flatMap((kind) => [`${kind}:${state}`, `${kind}:${state}.files`]),
      ],
    });
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

testThatAllWereHeld(import.meta.url);
