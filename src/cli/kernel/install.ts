/** `keyferry kernel install` */

import { renameOver } from "../../credentials/files/rename_over.ts";
import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { isAbsolute } from "../../path/is_absolute.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import {
  cannotWrite,
  readText,
  writableTarget,
  writePermissions,
} from "../../credentials/files/files.ts";
import { at, type Location } from "../../credentials/surroundings.ts";
import { confirmed } from "../terminal/confirm.ts";
import { demandNeeds, type Needs } from "../needs.ts";
import { exitCodes } from "../exit_code.ts";
import { type Act, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import {
  kernelspecIn,
  kernelspecText,
  kernelspecUnder,
  readKernelspec,
  userKernelspec,
} from "./kernelspec.ts";
import { MisuseError } from "../words/misuse.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "../surroundings.ts";
import { jsonText, plain } from "../terminal/text.ts";

/** The options of `kernel install`. */
export interface KernelInstallOptions extends CommonOptions {
  /** Write below this prefix: a Python environment, or `/usr/local` for all users. */
  readonly prefix?: string | undefined;
  /** Write into this folder of Jupyter's data. */
  readonly dir?: string | undefined;
  /** The Deno that the kernel starts; this one by default. */
  readonly deno?: string | undefined;
  /** Replace another kernelspec without asking. */
  readonly force?: boolean | undefined;
}

/** What `kernel install --json` prints. */
export interface InstalledKernel {
  /** The kernelspec. */
  readonly path: string;
  /** The Deno that it starts. */
  readonly deno: string;
  /** Whether it was written now: else it was there already. */
  readonly written: boolean;
}

/**
 * Writes the kernelspec by which Jupyter starts this Deno.
 *
 * @param options See {@linkcode KernelInstallOptions}.
 * @param io Where to write, whom to ask.
 * @throws {MisuseError} When the options make no sense together.
 * @throws {FileError} When another kernelspec is there and is not to be replaced, or the file cannot
 * be written.
 * @throws {PermissionNeededError} When Deno may not read and write the folder.
 */
export async function kernelInstall(options: KernelInstallOptions, io: Io): Promise<number> {
  demandNeeds(await kernelInstallNeeds(options, io), "Cannot install the kernel");
  const deno = denoFor(options);
  const path = (await locationFor(options, io)).find();
  if (typeof path !== "string") {
    throw new FileError(`Cannot install the kernel: ${path.detail}; name a folder with --dir`);
  }
  const text = kernelspecText(deno);
  const before = await readText(path);
  const written = before !== text;
  if (written && before !== undefined && !await mayReplace(path, before, options, io)) {
    return exitCodes.failed;
  }
  if (written) await writeKernelspec(path, text);
  const installed: InstalledKernel = { path, deno, written };
  io.out(options.json ? jsonText(installed) : plain(path));
  const how = written ? "Jupyter starts" : "It was there already: Jupyter starts";
  io.note(`${how} ${plain(deno)} for the kernel "Deno".`);
  io.note(
    "Notebooks must be where the nearest deno.json, in their folder or above it, imports " +
      "@keyferry/keyferry:\nDeno resolves imports from the notebook's folder. " +
      "`keyferry kernel doctor FOLDER` looks whether it does.",
  );
  return exitCodes.ok;
}

async function mayReplace(
  path: string,
  before: string,
  { force = false }: KernelInstallOptions,
  io: Io,
): Promise<boolean> {
  const [program] = readKernelspec(before)?.argv ?? [];
  const what = program === undefined ? "is not one that Jupyter can start" : `starts ${program}`;
  if (!force && !io.stdinIsTerminal) {
    throw new FileError(`Another kernelspec is at ${path}, and ${what}: add --force to replace it`);
  }
  const question = `Another kernelspec is at ${plain(path)}, and ${plain(what)}. Replace it`;
  return await confirmed(question, force, io, "Nothing was changed");
}

/** It has no secret, and a Jupyter of somebody else may have to read it. */
async function writeKernelspec(path: string, text: string): Promise<void> {
  const target = await writableTarget(path);
  const temporary = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o755 });
    await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o644 });
    await renameOver(temporary, target);
  } catch (cause) {
    await Deno.remove(temporary).catch(() => {});
    throw cannotWrite(path, cause);
  }
}

function denoFor({ deno }: KernelInstallOptions): string {
  if (deno === undefined) {
    if (!Deno.build.standalone) return Deno.execPath();
    throw new MisuseError("This keyferry was compiled, and is not Deno: name one with --deno FILE");
  }
  if (isAbsolute(deno) || (deno !== "" && basename(deno) === deno)) return deno;
  throw new MisuseError(
    `Jupyter starts kernels in the notebook's folder: give --deno a whole path, not "${deno}"`,
  );
}

async function locationFor(options: KernelInstallOptions, io: Io): Promise<Location> {
  const { prefix, dir } = options;
  if (prefix !== undefined && dir !== undefined) {
    throw new MisuseError("--prefix and --dir both name the place: give one of them");
  }
  if (prefix !== undefined) return at(kernelspecUnder(prefix));
  if (dir !== undefined) return at(kernelspecIn(dir));
  return userKernelspec(await surroundingsOf(options, io));
}

/**
 * What {@linkcode kernelInstall} needs.
 *
 * @param options Its options.
 * @param io Where to look.
 * @throws {MisuseError} When the options make no sense together.
 */
export async function kernelInstallNeeds(options: KernelInstallOptions, io: Io): Promise<Needs> {
  denoFor(options);
  const { permissions, pathForPermission: path } = await locationFor(options, io);
  const written = path === undefined ? [] : writePermissions(path);
  return { needed: [...sandboxPermissions(options), ...permissions, ...written] };
}

/**
 * The command line of {@linkcode kernelInstall}.
 *
 * @param act Takes the command that was read.
 */
export function kernelInstallCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: kernelInstall, needs: kernelInstallNeeds, acts: true })
    .description(
      "Write the kernelspec by which Jupyter starts this Deno, and print its path. It is written " +
        "where your own Jupyter looks (JUPYTER_DATA_DIR, XDG_DATA_HOME or your home), contains no " +
        "credential, and replaces another one only if you agree, or with --force. Notebooks must " +
        "be where the nearest deno.json, in their folder or above it, imports keyferry.\n\n" +
        "--json prints {path, deno, written}: `written` is false where it was there already.",
    )
    .option("--prefix <folder:string>", "Write below a Python environment, or /usr/local for all.")
    .option("--dir <folder:string>", "Write into this folder of Jupyter's data.")
    .option("--deno <file:string>", "Start this Deno instead, given as a whole path.")
    .option("--force", "Replace another kernelspec without asking.")
    .example("For your own Jupyter", "keyferry kernel install")
    .example(
      "For the Jupyter of a Python environment",
      'keyferry kernel install --prefix "$VIRTUAL_ENV"',
    );
}
