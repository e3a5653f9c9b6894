/** `keyferry kernel doctor` */

import { FileError } from "../../credentials/errors/errors.ts";
import { reason } from "../../credentials/files/files.ts";
import { loadText, readPermissions } from "../../credentials/sources/from_json_file.ts";
import { InterruptedError } from "../../credentials/secret/hidden_input.ts";
import { demandNeeds, type Needs } from "../needs.ts";
import { exitCodes } from "../exit_code.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { type Kernelspec, readKernelspec, searchedKernelspecs } from "./kernelspec.ts";
import { type Found, probe, ProbeError } from "./probe.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "../surroundings.ts";
import { columns, jsonText, oneLine } from "../terminal/text.ts";

/** The options and arguments of `kernel doctor`. */
export interface KernelDoctorOptions extends CommonOptions {
  /** The folder of notebooks; the one the command runs in by default. */
  readonly folder?: string | undefined;
}

/** One thing that was looked at. */
export interface KernelFinding {
  /** What. */
  readonly check: "kernelspec" | "kernel" | "import" | "permissions";
  /** How it stands; a `note` is neither good nor bad. */
  readonly state: "ok" | "problem" | "note";
  /** What was found, in words. */
  readonly detail: string;
  /** What to do about it. */
  readonly next?: string;
}

/** What `kernel doctor --json` prints. */
export interface KernelReport {
  /** The folder of notebooks. */
  readonly folder: string;
  /** Whether there is no problem. */
  readonly ok: boolean;
  /** What was looked at, in order; a problem may end the list. */
  readonly findings: readonly KernelFinding[];
}

/**
 * Looks whether notebooks in a folder can use keyferry: runs the Deno there that Jupyter would start
 * for them, and has it import keyferry.
 *
 * @param options See {@linkcode KernelDoctorOptions}.
 * @param io Where to look.
 * @throws {FileError} When there is no such folder.
 * @throws {PermissionNeededError} When Deno may not look, or not run that Deno.
 * @throws {InterruptedError} At Ctrl-C, a SIGTERM or a SIGHUP.
 */
export async function kernelDoctor(options: KernelDoctorOptions, io: Io): Promise<number> {
  const { folder = "." } = options;
  demandNeeds(await kernelDoctorNeeds(options, io), "Cannot look at the kernel");
  await demandFolder(folder);
  const findings = await examine(folder, await search(options, io), io);
  const ok = findings.every(({ state }) => state !== "problem");
  const report: KernelReport = { folder, ok, findings };
  io.out(options.json ? jsonText(report) : columns(findings.map(line)));
  return ok ? exitCodes.ok : exitCodes.failed;
}

function line({ check, state, detail, next }: KernelFinding): string[] {
  return [state, check, oneLine(next === undefined ? detail : `${detail}: ${next}`)];
}

async function demandFolder(folder: string): Promise<void> {
  const info = await Deno.stat(folder).catch((cause) => {
    throw new FileError(`Cannot look at ${folder}: ${reason(cause)}`, { cause });
  });
  if (!info.isDirectory) {
    throw new FileError(`Cannot look at ${folder}: it is not a folder; name the notebooks' folder`);
  }
}

/** What the search for the kernelspec came to. */
interface Search {
  /** What reading them takes, as far as the search had to go. */
  readonly needed: Needs["needed"];
  /** Where it was looked, in words. */
  readonly looked: readonly string[];
  /** The file that Jupyter uses; nothing without one. */
  readonly found?: { readonly path: string; readonly spec: Kernelspec | undefined };
  /** The place that may not be checked, where the search ended at one. */
  readonly closed?: string;
}

async function search(options: KernelDoctorOptions, io: Io): Promise<Search> {
  const locations = searchedKernelspecs(await surroundingsOf(options, io));
  const needed = locations.flatMap(({ permissions }) => permissions);
  const looked: string[] = [];
  for (const location of locations) {
    needed.push(...readPermissions(location));
    const outcome = await loadText(location);
    if (!("state" in outcome)) {
      const { path, text } = outcome;
      return { needed, looked, found: { path, spec: readKernelspec(text) } };
    }
    if (outcome.state === "not permitted") return { needed, looked, closed: location.label };
    if (location.pathForPermission !== undefined) looked.push(location.label);
  }
  return { needed, looked };
}

const reinstall = "run `keyferry kernel install --force`";

async function examine(
  folder: string,
  { found, looked }: Search,
  io: Io,
): Promise<KernelFinding[]> {
  if (found === undefined) {
    const detail = `Jupyter finds no kernel "deno" (checked ${looked.join(", ")})`;
    return [{
      check: "kernelspec",
      state: "problem",
      detail,
      next: "run `keyferry kernel install`",
    }];
  }
  const { path, spec } = found;
  if (spec === undefined) {
    const detail = `${path} says nothing that Jupyter could start`;
    return [{ check: "kernelspec", state: "problem", detail, next: reinstall }];
  }
  const kernelspec: KernelFinding = {
    check: "kernelspec",
    state: "ok",
    detail: `${path} starts ${spec.argv[0]}`,
  };
  return [kernelspec, ...await examineKernel(folder, spec, io)];
}

/** How long it may take, in milliseconds: the import may have to be fetched first. */
const timeout = 60_000;

async function examineKernel(folder: string, spec: Kernelspec, io: Io): Promise<KernelFinding[]> {
  let found: Found;
  try {
    found = await probe(spec, name, { folder, timeout }, io);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const detail = whyNot(error, spec);
    return [{ check: "kernel", state: "problem", detail, next: reinstall }];
  }
  const { deno, why } = found;
  const place = folder === "." ? "this folder" : folder;
  return [
    { check: "kernel", state: "ok", detail: `Deno ${deno} runs in ${place}` },
    why === undefined
      ? { check: "import", state: "ok", detail: `${name} is found from ${place}` }
      : {
        check: "import",
        state: "problem",
        detail: `${name} is not found from ${place} (${why})`,
        next: `run \`deno add jsr:${name}\` there, and start the kernel again`,
      },
    {
      check: "permissions",
      state: "note",
      // `deno jupyter` takes no permission flags.
      detail: "a kernel may do all that you may",
      next: "lockDown() in a notebook gives up what it may not need",
    },
  ];
}

function whyNot(error: unknown, { argv: [program] }: Kernelspec): string {
  if (error instanceof ProbeError) return `${program} ${error.message}`;
  if (error instanceof Deno.errors.NotFound) return `${program} is not there`;
  return `${program} cannot be started (${reason(error)})`;
}

const name = "@keyferry/keyferry";

/**
 * What {@linkcode kernelDoctor} needs.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function kernelDoctorNeeds(options: KernelDoctorOptions, io: Io): Promise<Needs> {
  const { needed, found, closed } = await search(options, io);
  const [command] = found?.spec?.argv ?? [];
  const started: Needs["needed"] = command === undefined ? [] : [{ name: "run", command }];
  const { folder = "." } = options;
  return {
    needed: [
      ...sandboxPermissions(options),
      ...needed,
      { name: "read", path: folder },
      ...started,
    ],
    notes: closed === undefined
      ? []
      : [`running the kernel's Deno needs more: \`permissions\` itself may not check ${closed}`],
  };
}

/**
 * The command line of {@linkcode kernelDoctor}.
 *
 * @param act Takes the command that was read.
 */
export function kernelDoctorCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: kernelDoctor, needs: kernelDoctorNeeds })
    .description(
      "Look whether notebooks in a folder can use keyferry: find the kernel that Jupyter would " +
        "start, run its Deno in that folder, and import keyferry there. A line for each finding, " +
        "with the next step; exit code 1 where there is a problem.\n\n" +
        "--json prints {folder, ok, findings: [{check, state, detail, next}]}: `check` is kernelspec, " +
        "kernel, import or permissions; `state` is ok, problem or note.",
    )
    .arguments("[folder:string]", ["The folder of notebooks; this one by default."])
    .example("This folder", "keyferry kernel doctor")
    .example("Another", "keyferry kernel doctor ./notebooks");
}
