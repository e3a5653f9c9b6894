/** Moves what is new, night after night, and says what went wrong: by the public documentation alone. */

import { globus, isApiError, type Surroundings } from "@keyferry/keyferry";
import { isFileError, withFileLock } from "@keyferry/keyferry/credentials";

/** What a night needs. */
export interface Night {
  readonly here: Surroundings;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly storage: globus.TokenStorage;
  readonly from: string;
  readonly to: string;
  readonly lock: string;
  readonly now: () => number;
  readonly label?: string | undefined;
}

/** One night: how many files moved, or why not. */
export async function night(choice: Night): Promise<string> {
  const { here, clientId, clientSecret, storage, now, label } = choice;
  const work = async (): Promise<string> => {
    const { transfer } = await globus.login({ ...here, clientId, clientSecret, storage, now });
    const data = globus.transferData(choice.from, choice.to, {
      label,
      syncLevel: "checksum",
      deadline: { hours: 2 },
    }).addItem("/runs/", "/nightly/", { recursive: true });
    const { task_id } = await transfer.submitTransfer(data);
    const { reason, task, faults } = await transfer.watchTask(task_id, {
      pollingInterval: 0.02,
      onFault: "cancel",
    }).done;
    if (reason === "succeeded") return `${task.files_transferred} files`;
    const [fault] = faults.map(globus.faultOf);
    return fault === undefined ? reason : `${fault.code}: ${fault.message} (${fault.file})`;
  };
  try {
    return await withFileLock(choice.lock, work, { wait: false });
  } catch (error) {
    if (isFileError(error) && error.locked) return "still at work";
    if (isApiError(error) && error.loginNeeded) return "log in";
    throw error;
  }
}
