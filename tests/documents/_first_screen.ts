/**
 * The picture on README's first screen: what a few commands print in a sandbox, recorded and drawn. `deno
 * task picture` writes docs/first_screen.svg, and a test holds that it is what the commands print now.
 */
import { join } from "@std/path/join";
import { type Io, main } from "../../cli.ts";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { collectionId, plantCredentials, startSandbox } from "../../src/sandbox/mod.ts";

const columns = 100;
const rowHeight = 19;
const columnWidth = 8.43;

/** What is typed, in order. */
const commands = [
  "keyferry status globus",
  "keyferry status cave",
  "keyferry globus ls lab:/runs/2026-03-21/",
  "keyferry cp -r globus:lab:/runs/ runs/",
  "keyferry cp -r globus:lab:/runs/ runs/",
];

/** Runs the commands in a sandbox, and draws the screen. */
export async function firstScreen(): Promise<string> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-screen-" }));
  const consoleSize = Deno.consoleSize;
  Deno.consoleSize = () => ({ columns, rows: 40 });
  try {
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    const surroundings = await sandboxSurroundings(sandbox.home);
    const bookmark = ["globus", "bookmark", "create", "lab", `${await collectionId("lab")}:/`];
    await run(bookmark, surroundings, []);
    const lines: string[] = [];
    for (const command of commands) {
      if (lines.length > 0) lines.push("");
      lines.push(`$ ${command}`);
      const words = command.split(" ").slice(1).map((word) =>
        word === "runs/" ? join(folder, word) : word
      );
      await run(words, surroundings, lines);
    }
    // The sandbox has another port each time.
    const { port } = new URL(sandbox.url);
    return drawn(lines.map((line) => line.replaceAll(port, "40404")));
  } finally {
    Deno.consoleSize = consoleSize;
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(
  words: readonly string[],
  surroundings: Io["surroundings"],
  lines: string[],
): Promise<void> {
  const print = (text: string): void => void lines.push(...text.split("\n"));
  const io: Io = {
    stdinIsTerminal: false,
    stdoutIsTerminal: true,
    stderrIsTerminal: false,
    surroundings,
    out: print,
    data: () => {},
    err: print,
    note: print,
    draw() {},
    ask: () => Promise.resolve(undefined),
    readSecret: () => Promise.resolve(""),
    readInput: () => Promise.resolve(""),
    stopped: () => new Promise(() => {}),
  };
  const code = await main(words, io);
  if (code !== 0) throw new Error(`keyferry ${words.join(" ")}: ${code}\n${lines.join("\n")}`);
}

/** A screen as SVG, in colours that suit a light and a dark page. */
function drawn(lines: readonly string[]): string {
  const height = lines.length * rowHeight + 58;
  const width = Math.round(columns * columnWidth + 40);
  const rows = lines.map((line, index) => {
    const y = 54 + index * rowHeight;
    const isTyped = line.startsWith("$ ");
    const kind = isTyped ? ' class="typed"' : "";
    return `<text x="20" y="${y}"${kind} xml:space="preserve">${spans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal in which keyferry runs">
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d8dee9; }
.typed { fill: #a3d9a5; }
.bold { font-weight: bold; fill: #ffffff; }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#1d232b"/>
<circle cx="22" cy="20" r="6" fill="#e0605a"/><circle cx="42" cy="20" r="6" fill="#e3b341"/><circle cx="62" cy="20" r="6" fill="#5fb363"/>
${rows.join("\n")}
</svg>
`;
}

/** A line's text, what is bold on a terminal marked so. */
function spans(line: string): string {
  // deno-lint-ignore no-control-regex
  const parts = line.split(/\x1b\[(\d+)m/);
  let bold = false;
  return parts.map((part, index) => {
    if (index % 2 === 1) {
      bold = part === "1";
      return "";
    }
    const text = part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return bold && text !== "" ? `<tspan class="bold">${text}</tspan>` : text;
  }).join("");
}

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("../../docs/first_screen.svg", import.meta.url),
    await firstScreen(),
  );
}
