import { join } from "../../path/join.ts";

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n") + "\n";
}

function cells(): string {
  return "cell_id,x_nm,y_nm,z_nm,class\n" + lines(200, (index) => {
    const id = 864691135000000000n + BigInt(index) * 7919n;
    const kind = index % 3 === 0 ? "inhibitory" : "excitatory";
    return `${id},${(index * 37) % 1000 * 4},${(index * 53) % 1000 * 4},${index * 40},${kind}`;
  });
}

function trace(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(200_000);
  let state = 20260321;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

function runLog(): string {
  return lines(120, (index) => {
    const minute = String(index % 60).padStart(2, "0");
    return `2026-03-21T1${Math.floor(index / 60)}:${minute}:00Z section ${index} imaged, focus ok`;
  });
}

const labReadme = `Sample data of the keyferry sandbox.

cells.csv          200 cells with their ids, positions in nanometres and classes
runs/2026-03-21/   one imaging run: its log and a binary trace
`;

const archiveReadme = `An archive with room. Transfer something here.\n`;

/** Fills the "lab" collection's folder with a few small files: text, CSV, binary, nested. */
export async function seedLab(folder: string): Promise<void> {
  const run = join(folder, "runs", "2026-03-21");
  await Deno.mkdir(run, { recursive: true });
  await Deno.writeTextFile(join(folder, "README.txt"), labReadme);
  await Deno.writeTextFile(join(folder, "cells.csv"), cells());
  await Deno.writeTextFile(join(run, "log.txt"), runLog());
  await Deno.writeFile(join(run, "trace.bin"), trace());
}

/** Fills the "archive" collection's folder. */
export async function seedArchive(folder: string): Promise<void> {
  const year = join(folder, "2019");
  await Deno.mkdir(year, { recursive: true });
  await Deno.writeTextFile(join(folder, "README.txt"), archiveReadme);
  await Deno.writeTextFile(
    join(year, "temperature.csv"),
    "hour,celsius\n" + lines(24, (hour) => `${hour},${(18 + 4 * Math.sin(hour / 4)).toFixed(2)}`),
  );
}
