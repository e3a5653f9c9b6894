// deno-lint-ignore-file no-console
/**
 * Moves what is new in a folder from one collection to another, as an app that logs in as itself, and
 * ends with 1 where that failed. For cron:
 *
 *     deno run '--allow-env=GLOBUS_*' --allow-net=auth.globus.org,transfer.api.globus.org \
 *       notebooks/scripts/nightly.ts SOURCE:/folder/ DESTINATION:/folder/
 *
 * The app's id and secret are in `GLOBUS_CLIENT_ID` and `GLOBUS_CLIENT_SECRET`. Its tokens live in
 * memory: the script reads and writes no file.
 */

import { globus, isKeyferryError } from "@keyferry/keyferry";

const oneDay = 24 * 3600 * 1000;

async function nightly(from: string, to: string): Promise<void> {
  const { transfer } = await globus.restore({
    clientId: variable("GLOBUS_CLIENT_ID"),
    clientSecret: variable("GLOBUS_CLIENT_SECRET"),
  });
  const [source, folder] = place(from);
  const [destination, target] = place(to);
  const data = globus.transferData(source, destination, {
    label: "nightly",
    syncLevel: "mtime",
    deadline: new Date(Date.now() + oneDay),
  });
  data.addItem(folder, target, { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  const watch = transfer.watchTask(task_id, { onFault: "cancel", faultThreshold: 3 });
  const { reason, task, faults } = await watch.done;
  if (reason !== "succeeded") {
    const lines = faults.map(globus.faultOf).map(({ code, file, message }) => {
      return `\n  ${file ?? "the task"}: ${message} (${code})`;
    });
    throw new Failure(`Task ${task_id} ${reason}${lines.join("")}`);
  }
  console.log(`${task.files_transferred} files moved, ${task.files_skipped} were there already`);
}

/** What is told in one line, without a stack. */
class Failure extends Error {}

/** A collection's id and a path, as `UUID:/path/`. */
function place(text: string): [collection: string, path: string] {
  const [, collection, path] = /^([\da-f-]{36}):(.+)$/.exec(text) ?? [];
  if (collection === undefined || path === undefined) {
    throw new Failure(`"${text}" is no place: give it as UUID:/path/`);
  }
  return [collection, path];
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Failure(`${name} is not set: put the app's own there`);
  return value;
}

try {
  const [from = "", to = ""] = Deno.args;
  await nightly(from, to);
} catch (error) {
  if (!(error instanceof Failure || isKeyferryError(error))) throw error;
  console.error(error.message);
  Deno.exit(1);
}
