import { checksumOf } from "./copy_file.ts";

/** What decides whether a file must be copied. */
export interface SyncQuestion {
  /** The sync level; null copies always. */
  readonly level: 0 | 1 | 2 | 3 | null;
  /** The source's real path. */
  readonly source: string;
  /** The destination's real path. */
  readonly destination: string;
  /** What is at the source. */
  readonly sourceInfo: Deno.FileInfo;
  /** What is at the destination. */
  readonly destinationInfo: Deno.FileInfo | undefined;
  /** Stops the comparison. */
  readonly signal: AbortSignal;
  /** Told how many bytes were compared by checksum. */
  readonly onChecksummed: (count: number) => void;
}

function seconds(time: Date | null): number {
  return Math.floor((time?.getTime() ?? 0) / 1000);
}

/**
 * Whether a file must be copied. Each level also copies what the levels below it would: 0 what is
 * missing, 1 what differs in size, 2 what is newer at the source, 3 what differs in its bytes.
 */
export async function needsCopy(question: SyncQuestion): Promise<boolean> {
  const { level, sourceInfo, destinationInfo } = question;
  if (level === null || destinationInfo === undefined || !destinationInfo.isFile) return true;
  if (level === 0) return false;
  if (sourceInfo.size !== destinationInfo.size) return true;
  if (level === 1) return false;
  if (level === 2) return seconds(sourceInfo.mtime) > seconds(destinationInfo.mtime);
  const [here, there] = await Promise.all([
    checksumOf(question.source, "sha256", question.signal),
    checksumOf(question.destination, "sha256", question.signal),
  ]);
  question.onChecksummed(sourceInfo.size + destinationInfo.size);
  return here !== there;
}
