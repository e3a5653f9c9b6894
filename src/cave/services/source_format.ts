/** The address of images or of a segmentation, as the tools that open it want it. */

/**
 * The tool that an address is for.
 *
 * @category Datastacks
 */
export type SourceFormat =
  | "raw"
  | "cloudvolume"
  | "neuroglancer"
  | "cave_explorer"
  | "cave-explorer"
  | "spelunker";

/**
 * Words a source for a tool. CAVEclient loses the bucket of `gs:` addresses and takes images on `https:`
 * for a segmentation; this does neither.
 *
 * @param source The address as the info service has it.
 * @param format The tool.
 * @param kind What is there.
 */
export function formatSource(
  source: string,
  format: SourceFormat,
  kind: "image" | "segmentation",
): string {
  if (format === "raw") return source;
  const graphene = /^graphene:\/\/(?:middleauth\+)?(.*)$/s.exec(source)?.[1];
  const inner = graphene ?? (kind === "segmentation" && isTable(source) ? source : undefined);
  if (inner !== undefined) {
    const wantsLogin = format !== "cloudvolume" && format !== "neuroglancer";
    return `graphene://${wantsLogin ? "middleauth+" : ""}${inner}`;
  }
  return /^(gs|s3|https?):/.test(source) ? `precomputed://${source}` : source;
}

function isTable(source: string): boolean {
  return /^https?:\/\/[^/]+\/segmentation\/.*table\//.test(source);
}
