/**
 * Single facts of a datastack: where its services, images and segmentation are, and how it is viewed.
 *
 * @module
 */

import {
  address,
  document,
  filled,
  number,
  optional,
  type Shape,
  single,
  text,
} from "../../http/reply/shape.ts";
import { nameOf, partOf, usableServer } from "./_datastack_record.ts";
import type { DatastackInfo } from "./info_documents.ts";
import {
  type DatastackChoice,
  datastackChoiceKinds,
  getDatastackInfo,
  type ImageChoice,
  imageChoiceKinds,
  type InfoFacts,
} from "./info.ts";
import { formatSource, type SourceFormat } from "./source_format.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * A source, worded for a tool.
 *
 * @category Datastacks
 */
export interface FormatChoice extends DatastackChoice {
  /**
   * The tool.
   *
   * @default {"raw"}
   */
  readonly formatFor?: SourceFormat | undefined;
}

const formatChoiceKinds: OptionKinds<FormatChoice> = {
  ...datastackChoiceKinds,
  formatFor: "text",
};

/**
 * The server of a datastack's own services.
 *
 * In Python: `local_server()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals(await info.localServer({ datastackName: "sandbox_cortex" }), sandbox.url);
 * ```
 *
 * @category Datastacks
 */
export async function localServer(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<string> {
  checkOptions(options, datastackChoiceKinds);
  return await fieldOf(client, options, "local_server", usableServer);
}

/**
 * The address of a datastack's annotation service.
 *
 * In Python: `annotation_endpoint()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const address = await info.annotationEndpoint({ datastackName: "sandbox_cortex" });
 * assertEquals(address, `${sandbox.url}/annotation`);
 * ```
 *
 * @category Datastacks
 */
export async function annotationEndpoint(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<string> {
  checkOptions(options, datastackChoiceKinds);
  return `${(await localServer(client, options)).replace(/\/+$/, "")}/annotation`;
}

/**
 * Where a datastack's images are.
 *
 * In Python: `image_source()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack, a mirror, and the tool that the address is for.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const datastackName = "sandbox_cortex";
 * const source = await info.imageSource({ datastackName, formatFor: "cloudvolume" });
 * assertEquals(source, `precomputed://${sandbox.url}/images/sandbox_cortex`);
 * ```
 *
 * @category Datastacks
 */
export async function imageSource(
  client: InfoFacts,
  options: FormatChoice & ImageChoice = {},
): Promise<string> {
  checkOptions(options, { ...formatChoiceKinds, ...imageChoiceKinds });
  const record = await getDatastackInfo(client, recordChoice(options));
  const volume = document({ image_source: filled });
  const name = nameOf(client, options);
  const { image_source } = partOf(client, name, record, "aligned_volume", volume);
  return formatSource(image_source, options.formatFor ?? "raw", "image");
}

/**
 * Where a datastack's segmentation is.
 *
 * In Python: `segmentation_source()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack, and the tool that the address is for.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const datastackName = "sandbox_cortex";
 * const source = await info.segmentationSource({ datastackName, formatFor: "spelunker" });
 * const table = `${sandbox.url}/segmentation/table/sandbox_cortex`;
 * assertEquals(source, `graphene://middleauth+${table}`);
 * ```
 *
 * @category Datastacks
 */
export async function segmentationSource(
  client: InfoFacts,
  options: FormatChoice = {},
): Promise<string> {
  checkOptions(options, formatChoiceKinds);
  const source = await fieldOf(client, options, "segmentation_source", filled);
  return formatSource(source, options.formatFor ?? "raw", "segmentation");
}

/**
 * Where the segmentation of a datastack's synapses is.
 *
 * In Python: `synapse_segmentation_source()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack, and the tool that the address is for.
 * @returns The address; `null` where the service names none, as today's do.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const datastackName = "sandbox_cortex";
 * assertEquals(await info.synapseSegmentationSource({ datastackName }), null);
 * ```
 *
 * @category Datastacks
 */
export async function synapseSegmentationSource(
  client: InfoFacts,
  options: FormatChoice = {},
): Promise<string | null> {
  checkOptions(options, formatChoiceKinds);
  const source = await fieldOf(client, options, "synapse_segmentation_source", optional(text));
  if (source === undefined || source === null) return null;
  return formatSource(source, options.formatFor ?? "raw", "segmentation");
}

/**
 * The viewer that a datastack is shown in.
 *
 * In Python: `viewer_site()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const site = await info.viewerSite({ datastackName: "sandbox_cortex" });
 * assertEquals(site, `${sandbox.url}/viewer`);
 * ```
 *
 * @category Datastacks
 */
export async function viewerSite(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<string | null> {
  checkOptions(options, datastackChoiceKinds);
  return await fieldOf(client, options, "viewer_site", optional(viewerAddress)) || null;
}

/**
 * The resolution of a datastack's viewer: x, y and z in nanometres.
 *
 * In Python: `viewer_resolution()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} As {@linkcode getDatastackInfo} does.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals(await info.viewerResolution({ datastackName: "sandbox_cortex" }), [4, 4, 40]);
 * ```
 *
 * @category Datastacks
 */
export async function viewerResolution(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<[number | null, number | null, number | null]> {
  checkOptions(options, datastackChoiceKinds);
  const record = await getDatastackInfo(client, recordChoice(options));
  const along = (axis: "x" | "y" | "z"): number | null => {
    const field = `viewer_resolution_${axis}` as const;
    return partOf(client, nameOf(client, options), record, field, optional(number)) ?? null;
  };
  return [along("x"), along("y"), along("z")];
}

/** Where none is named, some servers write an empty text. */
const viewerAddress = single("an address", (value) => value === "" || address(value) === undefined);

/** What of a choice is about the record; its other options are about what is made of it. */
function recordChoice(options: DatastackChoice & ImageChoice): DatastackChoice & ImageChoice {
  const { datastackName, useStored, imageMirror, signal } = options;
  return { datastackName, useStored, imageMirror, signal };
}

async function fieldOf<Field extends keyof DatastackInfo>(
  client: InfoFacts,
  options: DatastackChoice,
  field: Field,
  shape: Shape,
): Promise<DatastackInfo[Field]> {
  const record = await getDatastackInfo(client, recordChoice(options));
  return partOf(client, nameOf(client, options), record, field, shape);
}
