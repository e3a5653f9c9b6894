/** Renewing a record in the place that keeps it, together with whoever else renews it there. */

import type { LoginStep } from "../credentials/errors/step.ts";
import { CredentialError, FileError, PermissionNeededError } from "../credentials/errors/errors.ts";
import { withFileLocks } from "../credentials/files/file_lock.ts";
import { reason } from "../credentials/files/files.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import {
  forgetUnsaved,
  noteUnsaved,
  type UnsavedLogin,
} from "../credentials/errors/unsaved_logins.ts";
import { isArgumentError } from "../argument_error.ts";
import { isBusy, isRefusal } from "../http/reply/is_refusal.ts";
import type { RecordStore, ReservedStore } from "./record_store.ts";
import { clearIntent, noteIntent } from "./renewal_intent.ts";
import { isDue, type Renewable, type RenewingOptions } from "./renewable.ts";

/** Renewals of one record, in its store. */
export interface StoredRenewals<R> {
  /** Renews a record, or takes over what another process has stored meanwhile. */
  renew(held: R): Promise<R>;
  /** Stores what could not be stored when it came, if that is so and it is time for another try. */
  catchUp(): Promise<void>;
}

/** A record that is used though it could not be stored. */
interface Unsaved<R> {
  readonly record: R;
  /** The refresh token that it came for, which the store still holds. */
  readonly ancestor: Secret | undefined;
}

/**
 * The waits between looks for what another program has stored, in milliseconds: 500 together. It has its
 * answer by then, and comes to its file.
 */
const looksAfterMs = [0, 5, 10, 20, 40, 75, 100, 125, 125];

/** How often storing is tried again, in milliseconds. */
const againAfterMs = 5000;

/**
 * Renewals of one record, in its store. A refresh token is sent only where its successor has right and
 * room to be stored. Should it not be stored all the same, it is used from memory, and stored at the next
 * chance, which is the end of the program at the latest.
 *
 * @param store The store.
 * @param options How the record is renewed.
 */
export function storedRenewals<R extends Renewable>(
  store: RecordStore<R>,
  options: RenewingOptions<R>,
): StoredRenewals<R> {
  const { now = Date.now } = options;
  const { path } = store;
  const place = path ?? store.name ?? "its store";
  let unsaved: Unsaved<R> | undefined;
  let triedAt = 0;
  /** Why it could not be stored. */
  let obstacle: unknown;
  /** The refresh token that this process has sent, and to which no answer came. */
  let unanswered: string | undefined;

  const locked = <T>(work: () => Promise<T>): Promise<T> => {
    return withFileLocks([...path === undefined ? [] : [path], ...store.beside ?? []], work);
  };

  /** What counts as stored: what could not be stored before is, unless somebody else has done so. */
  const settled = async (): Promise<R | undefined> => {
    const stored = await store.read();
    if (unsaved === undefined) return stored;
    const { record, ancestor } = unsaved;
    const isAncestor = stored === undefined || textOf(stored.refreshToken) === textOf(ancestor);
    if (isAncestor) {
      triedAt = now();
      try {
        await store.write(record);
      } catch (cause) {
        obstacle = cause;
        return record;
      }
      await forget(ancestor);
    }
    unsaved = undefined;
    forgetUnsaved(login);
    return isAncestor ? record : stored;
  };

  const logInAgain = (): LoginStep => {
    const kept = path === undefined ? {} : { keptIn: path };
    const step: LoginStep = { kind: "log in", again: true, ...kept };
    return store.loginOf?.(step) ?? step;
  };

  const login: UnsavedLogin = {
    async store(): Promise<void> {
      await locked(settled).catch((cause) => obstacle = cause);
    },
    loss: () =>
      new FileError(
        `The renewed login is lost, since it cannot be stored in ${place} (${
          why(obstacle)
        }), and the one that is stored there has been used`,
        { cause: obstacle, step: logInAgain() },
      ),
  };

  /** A note that stays is a nuisance at most: the token that it names is not kept any more. */
  const forget = async (token: Secret | undefined): Promise<void> => {
    if (token === undefined || path === undefined) return;
    await clearIntent(path, token).catch(() => {});
  };

  const keep = async (next: R, ancestor: Secret | undefined, room?: ReservedStore<R>) => {
    try {
      await (room ?? store).write(next);
    } catch (cause) {
      unsaved = { record: next, ancestor };
      obstacle = cause;
      const { refreshToken } = next;
      // Without a new one the stored login is as good as before.
      if (refreshToken && textOf(refreshToken) !== textOf(ancestor)) noteUnsaved(login);
      await room?.release();
      // Once more without the spare, whose room is free now.
      if (room !== undefined) await settled().catch(() => {});
      return;
    }
    await forget(ancestor);
  };

  const failure = async (cause: unknown, token: Secret, interrupted: boolean): Promise<unknown> => {
    if (isBusy(cause) || wasNotSent(cause)) {
      if (!interrupted) await forget(token);
      return cause;
    }
    if (!isRefusal(cause)) {
      unanswered = token.reveal();
      return cause;
    }
    const own = unanswered === token.reveal();
    if (own) unanswered = undefined;
    await forget(token);
    if (!interrupted) return cause;
    const who = own
      ? `no answer came when the refresh token in ${place} was sent before`
      : `an earlier process used the refresh token in ${place}, and ended before the new one was ` +
        "stored";
    return new CredentialError(
      `Refresh interrupted: ${who}`,
      { wanted: options.wanted, lines: [] },
      { cause, step: logInAgain() },
    );
  };

  /** What a program that takes no locks, such as agavepy, has stored for the token that it sent first. */
  const overtaken = async (
    { refreshToken }: R,
    room: ReservedStore<R> | undefined,
  ): Promise<R | undefined> => {
    for (const ms of looksAfterMs) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      // It may be in the middle of writing.
      const stored = await (room?.recover?.() ?? Promise.resolve())
        .then(() => store.read())
        .catch(() => undefined);
      if (stored === undefined || textOf(stored.refreshToken) === textOf(refreshToken)) continue;
      if (!isDue(stored, now())) return stored;
    }
    return undefined;
  };

  const renewed = async (held: R): Promise<R> => {
    const stored = await settled();
    if (stored !== undefined && isOther(stored, held) && !isDue(stored, now())) return stored;
    const base = stored ?? held;
    const { refreshToken } = base;
    if (refreshToken === undefined) {
      const next = await options.renew(base);
      await keep(next, undefined);
      return next;
    }
    const room = await store.reserve?.(base);
    try {
      const interrupted = path !== undefined && await noteIntent(path, refreshToken);
      let next: R;
      try {
        next = await options.renew(base);
      } catch (cause) {
        const other = stored && isRefusal(cause) ? await overtaken(stored, room) : undefined;
        const error = await failure(cause, refreshToken, interrupted);
        if (other === undefined) throw error;
        return other;
      }
      await keep(next, refreshToken, room);
      return next;
    } finally {
      await room?.release();
    }
  };

  return {
    async renew(held: R): Promise<R> {
      try {
        return await locked(() => renewed(held));
      } catch (error) {
        // Nothing is used up by it, so that it need not be stored either.
        if (held.refreshToken !== undefined || !isAboutFiles(error)) throw error;
        return await options.renew(held);
      }
    },
    async catchUp(): Promise<void> {
      if (unsaved === undefined || now() - triedAt < againAfterMs) return;
      triedAt = now();
      // It is in memory, and there is a next chance.
      await locked(settled).catch(() => {});
    },
  };
}

/** Whether an error is about files: that they cannot be used, or that Deno may not use them. */
export function isAboutFiles(error: unknown): boolean {
  return error instanceof FileError ||
    error instanceof PermissionNeededError &&
      error.flags.some((flag) => /-(read|write)/.test(flag));
}

/** Whether an error says that nothing was sent: Deno may not, or the OAuth client cannot be named. */
function wasNotSent(error: unknown): boolean {
  return error instanceof PermissionNeededError || isArgumentError(error);
}

/** Why a file could not be written, in words that may stand in brackets. */
function why(cause: unknown): string {
  if (cause instanceof FileError) return cause.why ?? cause.message;
  return isAboutFiles(cause) ? (cause as Error).message : reason(cause);
}

function isOther(stored: Renewable, held: Renewable): boolean {
  return textOf(stored.refreshToken) !== textOf(held.refreshToken) ||
    textOf(stored.accessToken) !== textOf(held.accessToken);
}

function textOf(secret: Secret | undefined): string | undefined {
  return secret?.reveal();
}
