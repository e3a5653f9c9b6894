/** Whether a login can happen in a browser on this machine, and opening one. */

import { isGranted, type Permission } from "../credentials/permissions.ts";
import {
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../credentials/surroundings.ts";

/** Browsers that would take over the terminal. */
const textBrowsers = /(^|\/)(lynx|www-browser|links|elinks|w3m)(\s|$)/;

/** Variables that are set where the person sits at another machine. */
const elsewhere = {
  SSH_TTY: "this is an SSH session",
  SSH_CONNECTION: "this is an SSH session",
  KUBERNETES_SERVICE_HOST: "this is a container",
  CODESPACES: "this is a container",
  REMOTE_CONTAINERS: "this is a container",
  container: "this is a container",
  JUPYTERHUB_USER: "this is a JupyterHub server",
} as const;

/** Variables that tell of a display. */
const displays = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"];

/**
 * What telling whether there is a browser, and opening it, takes. Without it, none is opened.
 *
 * @param surroundings Where variables come from.
 */
export function browserPermissions(surroundings: Surroundings): Permission[] {
  const [command = ""] = openerOf("", surroundings);
  const names = [...Object.keys(elsewhere), "BROWSER", ...displays];
  return [{ name: "run", command }, ...variablePermissions(names, surroundings)];
}

/**
 * Why a login cannot happen in a browser on this machine.
 *
 * @param surroundings Where variables come from; those that may not be read count as unset.
 * @param os The operating system.
 * @returns The reason; `undefined` where nothing speaks against it.
 */
export async function reasonAgainstBrowser(
  surroundings: Surroundings,
  os: typeof Deno.build.os = Deno.build.os,
): Promise<string | undefined> {
  for (const [name, reason] of Object.entries(elsewhere)) {
    if (variable(name, surroundings)) return `${reason} (${name} is set)`;
  }
  const browser = variable("BROWSER", surroundings);
  if (browser && textBrowsers.test(browser)) return `the browser is ${browser}`;
  if (os !== "linux") return undefined;
  for (const path of ["/.dockerenv", "/run/.containerenv"]) {
    if (surroundings.env === undefined && await isThere(path)) return "this is a container";
  }
  const known = displays.map((name) => readVariable(name, surroundings));
  const dark = known.every((read) => "value" in read && !read.value);
  return dark && !browser ? "there is no display" : undefined;
}

function variable(name: string, surroundings: Surroundings): string | undefined {
  const read = readVariable(name, surroundings);
  return "value" in read ? read.value || undefined : undefined;
}

async function isThere(path: string): Promise<boolean> {
  if (!isGranted({ name: "read", path })) return false;
  return await Deno.stat(path).then(() => true, () => false);
}

/** How long an opener is watched for failing, in milliseconds. */
const watchedMs = 2000;

/**
 * Opens an address in the person's browser, where Deno may run what opens it.
 *
 * @param url The address.
 * @param surroundings Where variables come from.
 * @returns Whether it was opened, as far as that can be told.
 */
export async function openInBrowser(url: string, surroundings: Surroundings): Promise<boolean> {
  const [program = "", ...args] = openerOf(url, surroundings);
  if (!isGranted({ name: "run", command: program })) return false;
  try {
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    // A browser that runs in the foreground never ends; an opener that fails does so at once.
    const timer = setTimeout(() => resolve(true), watchedMs);
    child.status.then(({ success }) => resolve(success), () => resolve(false));
    return await promise.finally(() => clearTimeout(timer));
  } catch {
    return false;
  }
}

/**
 * The words of the first browser that BROWSER names, as Python's `webbrowser` parts them: by `:`, on
 * Windows, where that follows a drive, by `;`. A path there may hold blanks.
 */
function browserWords(value: string): string[] {
  const windows = Deno.build.os === "windows";
  const first = value.split(windows ? ";" : ":").map((one) => one.trim()).find(Boolean) ?? "";
  if (windows && !first.includes("%s")) return first ? [first.replace(/^"(.*)"$/, "$1")] : [];
  const words = first.match(windows ? /"[^"]*"|[^\s"]+/g : /\S+/g) ?? [];
  return windows ? words.map((word) => word.replace(/^"(.*)"$/, "$1")) : words;
}

function openerOf(url: string, surroundings: Surroundings): string[] {
  const named = browserWords(variable("BROWSER", surroundings) ?? "");
  if (named[0]) {
    return named.some((word) => word.includes("%s"))
      ? named.map((word) => word.replaceAll("%s", url))
      : [...named, url];
  }
  switch (Deno.build.os) {
    case "darwin":
      return ["open", url];
    case "windows":
      return ["rundll32", "url.dll,FileProtocolHandler", url];
    default:
      return ["xdg-open", url];
  }
}
