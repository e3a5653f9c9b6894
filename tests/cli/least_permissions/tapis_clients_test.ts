import { plantedSandbox } from "../_sandbox.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

const onClients: readonly (readonly [string, readonly string[]])[] = [
  ["list", []],
  ["create", ["mine"]],
  ["show", ["keyferry-sandbox"]],
  ["subscriptions", ["keyferry-sandbox"]],
  ["subscribe", ["keyferry-sandbox", "PublicKeys"]],
  ["delete", ["keyferry-sandbox", "--yes"]],
];
for (const [command, more] of onClients) {
  Deno.test(`permissions tapis clients ${command} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    const cache = command === "create"
      ? [`read:${home}/.agave`, `write:${home}/.agave`]
      : [`read:${home}/.agave/current`];
    await holdToItsWord({
      words: ["tapis", "clients", command, ...more, "--sandbox", home],
      env: {},
      stdin: sandbox.tokens.tapis.password,
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        ...cache,
        `net:${new URL(sandbox.url).host}`,
      ],
    });
  });
}

testThatAllWereHeld(import.meta.url);
