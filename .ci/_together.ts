/** A piece of what programs load. */
export interface Piece {
  /** Its name. */
  readonly name: string;
  /** Its size. */
  readonly bytes: number;
  /** The names of the pieces that it loads with itself. */
  readonly needs: readonly string[];
}

/** How programs load pieces. */
export interface Loads {
  /** The pieces that programs start from. */
  readonly starts: readonly string[];
  /** The pieces that some of them load later. */
  readonly later: readonly string[];
  /** Pieces that stay files of their own, whatever that costs. */
  readonly apart: readonly string[];
}

/** A file that is loaded costs as much as so many bytes that are loaded in vain, by measurement. */
const fileBytes = 4000;

/** The same for a file that may be loaded later, and is looked at before the program starts. */
const laterFileBytes = 1600;

/** How seldom a piece is loaded that may be loaded later, as a share. */
const seldom = 0.1;

/** Pieces that are one file, as far as that is known. */
interface File {
  readonly names: readonly string[];
  readonly bytes: number;
}

/**
 * Which pieces are better one file: two files become one again and again, those by which programs save most,
 * until nothing is saved. Files that would load each other in a circle stay two: what one of them does while
 * it is loaded could come before what it needs.
 *
 * @param pieces The pieces.
 * @param loads How they are loaded.
 * @returns The names of the pieces of each file.
 */
export function together(pieces: readonly Piece[], { starts, later, apart }: Loads): string[][] {
  const needs = new Map(pieces.map((piece) => [piece.name, piece.needs]));
  let files: File[] = pieces.map(({ name, bytes }) => ({ names: [name], bytes }));
  const holds = (file: File, names: readonly string[]): boolean => {
    return file.names.some((name) => names.includes(name));
  };
  while (true) {
    const { next, reached } = linked(files, needs);
    const loads = files.flatMap((file) => {
      const share = holds(file, starts) ? 1 : holds(file, later) ? seldom : 0;
      return share === 0 ? [] : { load: reached.get(file) ?? new Set(), share };
    });
    const free = files.filter((file) => !holds(file, apart));
    const saving = (one: File, other: File): number => {
      let saved = laterFileBytes;
      for (const { load, share } of loads) {
        const [has, hasOther] = [load.has(one), load.has(other)];
        if (has && hasOther) saved += share * fileBytes;
        if (has === hasOther) continue;
        const more = [...reached.get(has ? other : one) ?? []].filter((file) => !load.has(file));
        const bytes = more.reduce((sum, file) => sum + file.bytes, 0);
        saved -= share * (bytes + (more.length - 1) * fileBytes);
      }
      return saved;
    };
    const isCircle = (one: File, other: File): boolean => {
      return [...next.get(one) ?? []].some((file) => {
        return file !== other && reached.get(file)?.has(other);
      });
    };
    let best: { pair: readonly [File, File]; saved: number } | undefined;
    for (const [index, one] of free.entries()) {
      for (const other of free.slice(index + 1)) {
        const saved = saving(one, other);
        if (saved <= (best?.saved ?? 0) || isCircle(one, other) || isCircle(other, one)) continue;
        best = { pair: [one, other], saved };
      }
    }
    if (best === undefined) return files.map(({ names }) => [...names]);
    const [one, other] = best.pair;
    files = files.filter((file) => file !== one && file !== other);
    files.push({ names: [...one.names, ...other.names], bytes: one.bytes + other.bytes });
  }
}

/** What each file loads with itself: at once, and all in all. */
function linked(
  files: readonly File[],
  needs: ReadonlyMap<string, readonly string[]>,
): { next: Map<File, Set<File>>; reached: Map<File, Set<File>> } {
  const fileOf = new Map(files.flatMap((file) => file.names.map((name) => [name, file] as const)));
  const next = new Map(files.map((file) => {
    const needed = file.names.flatMap((name) => needs.get(name) ?? [])
      .flatMap((name) => fileOf.get(name) ?? []);
    return [file, new Set(needed.filter((one) => one !== file))] as const;
  }));
  const reached = new Map(files.map((file) => {
    const found = new Set([file]);
    for (const one of found) for (const needed of next.get(one) ?? []) found.add(needed);
    return [file, found] as const;
  }));
  return { next, reached };
}
