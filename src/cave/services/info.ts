/**
 * CAVE's info service: which datastacks there are, and where their services and data are.
 *
 * @module
 */

import { ownWait } from "../../http/waiting/own_wait.ts";
import { countedId, path } from "../../http/path.ts";
import { document, filled, list, whole } from "../../http/reply/shape.ts";
import { nameOf, partOf, recordPath } from "./_datastack_record.ts";
import type { AlignedVolume, DatastackInfo, ImageMirror } from "./info_documents.ts";
import { type CaveClient, sendForDocument } from "../send.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../options.ts";

/**
 * A client of the info service may know a datastack, and what it was told before.
 *
 * @category Datastacks
 */
export interface InfoFacts extends CaveClient {
  /** The datastack that is meant where none is named. */
  readonly datastack?: string | undefined;
  /** What was told before, by datastack. */
  readonly stored?: Map<string, Promise<DatastackInfo>> | undefined;
}

/**
 * Which datastack is meant, and whether to ask again.
 *
 * @category Datastacks
 */
export interface DatastackChoice {
  /** The datastack; the client's own by default. */
  readonly datastackName?: string | undefined;
  /**
   * Take what was told before.
   *
   * @default {true}
   */
  readonly useStored?: boolean | undefined;
  /** Gives up the call. */
  readonly signal?: AbortSignal | undefined;
}

/** What is asked about, as a value. */
export const datastackChoiceKinds: OptionKinds<DatastackChoice> = {
  datastackName: "text",
  useStored: "flag",
  signal: "signal",
};

/**
 * A datastack whose images come from a mirror.
 *
 * @category Datastacks
 */
export interface ImageChoice extends DatastackChoice {
  /** The mirror's name; see {@linkcode getImageMirrors}. */
  readonly imageMirror?: string | undefined;
}

/** What is asked about, as a value. */
export const imageChoiceKinds: OptionKinds<ImageChoice> = {
  ...datastackChoiceKinds,
  imageMirror: "text",
};

/**
 * The names of the datastacks that the token may see
 * (`GET /info/api/v2/datastacks`, CAVEclient's `info.get_datastacks`).
 *
 * @param client An info client.
 * @param options `signal` gives up.
 * @returns The names.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/cave";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { info } = await restore(await sandboxSurroundings(sandbox.home));
 * assert((await info.getDatastacks()).length > 0);
 * ```
 *
 * @category Datastacks
 */
export async function getDatastacks(
  client: CaveClient,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  checkOptions(options, signalKinds);
  return await sendForDocument(client, "GET", "/info/api/v2/datastacks", options, list(filled));
}

/**
 * Everything about a datastack (`GET /info/api/v2/datastack/full/{name}`, CAVEclient's
 * `info.get_datastack_info`). It is asked once; a mirror's record is not kept for the datastack's own.
 *
 * @param client An info client.
 * @param options The datastack, a mirror of its images, and whether to ask again.
 * @throws {AuthorizationRequiredError} When its terms of service have to be signed first.
 * @throws {ApiError} When there is no such datastack, or it is not for the token's owner.
 * @throws {TypeError} When no datastack is named.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * const { local_server, synapse_table } = await info.getDatastackInfo();
 * assertEquals([local_server, synapse_table], [sandbox.url, "synapses"]);
 * ```
 *
 * @category Datastacks
 */
export async function getDatastackInfo(
  client: InfoFacts,
  options: ImageChoice = {},
): Promise<DatastackInfo> {
  checkOptions(options, imageChoiceKinds);
  const { useStored = true, imageMirror, signal } = options;
  const name = nameOf(client, options);
  if (imageMirror !== undefined) return await ask(client, name, { imageMirror, signal });
  const known = useStored ? client.stored?.get(name) : undefined;
  const url = `${client.baseUrl}${recordPath(name)}`;
  if (known !== undefined) return await ownWait(known, signal, "GET", url);
  // A call that several may come to wait for is not given up by one of them, who then waits no longer.
  const asked = ask(client, name, client.stored === undefined ? { signal } : {});
  client.stored?.set(name, asked);
  asked.catch(() => {
    if (client.stored?.get(name) === asked) client.stored.delete(name);
  });
  return await ownWait(asked, signal, "GET", url);
}

function ask(
  client: CaveClient,
  name: string,
  { imageMirror, signal }: {
    readonly imageMirror?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<DatastackInfo> {
  const call = { query: { image_source_name: imageMirror }, signal };
  return sendForDocument(client, "GET", recordPath(name), call, document());
}

async function ownVolume(client: InfoFacts, options: ImageChoice): Promise<AlignedVolume> {
  const record = await getDatastackInfo(client, options);
  const volume = document({ id: whole, name: filled });
  return partOf(client, nameOf(client, options), record, "aligned_volume", volume);
}

/**
 * The names of the volumes that segmentations are aligned to (`GET /info/api/v2/aligned_volume`).
 *
 * In Python: `get_aligned_volumes()` of CAVEclient.
 *
 * @param client An info client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals((await info.getAlignedVolumes())[0], "sandbox_cortex_volume");
 * ```
 *
 * @category Datastacks
 */
export async function getAlignedVolumes(
  client: CaveClient,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  checkOptions(options, signalKinds);
  return await sendForDocument(client, "GET", "/info/api/v2/aligned_volume", options, list(filled));
}

/**
 * The volume that a datastack is aligned to.
 *
 * In Python: `get_aligned_volume_info()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack, and a mirror of its images.
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
 * const { id } = await info.getAlignedVolumeInfo({ datastackName: "sandbox_retina" });
 * assertEquals(id, 2);
 * ```
 *
 * @category Datastacks
 */
export async function getAlignedVolumeInfo(
  client: InfoFacts,
  options: ImageChoice = {},
): Promise<AlignedVolume> {
  checkOptions(options, imageChoiceKinds);
  const record = await getDatastackInfo(client, options);
  return partOf(client, nameOf(client, options), record, "aligned_volume", document());
}

/**
 * A volume by its id (`GET /info/api/v2/aligned_volume/id/{id}`).
 *
 * In Python: `get_aligned_volume_info_by_id()` of CAVEclient.
 *
 * @param client An info client.
 * @param options `alignedVolumeId`, that of the datastack by default; `signal` gives up.
 * @throws {ApiError} When there is none.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const { name } = await info.getAlignedVolumeInfoById({ alignedVolumeId: 1 });
 * assertEquals(name, "sandbox_cortex_volume");
 * ```
 *
 * @category Datastacks
 */
export async function getAlignedVolumeInfoById(
  client: InfoFacts,
  options: {
    readonly alignedVolumeId?: number | string | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<AlignedVolume> {
  checkOptions(options, { alignedVolumeId: "any", signal: "signal" });
  const { alignedVolumeId, ...rest } = options;
  const id = alignedVolumeId === undefined ? (await ownVolume(client, rest)).id : alignedVolumeId;
  const where = path`/info/api/v2/aligned_volume/id/${{
    alignedVolumeId: countedId("alignedVolumeId", id),
  }}`;
  return await sendForDocument(client, "GET", where, rest, document());
}

/**
 * The datastacks of a volume (`GET /info/api/v2/aligned_volume/{name}/datastacks`).
 *
 * In Python: `get_datastacks_by_aligned_volume()` of CAVEclient.
 *
 * @param client An info client.
 * @param options `alignedVolume`, that of the datastack by default; `signal` gives up.
 * @throws {ApiError} When there is no such volume.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const alignedVolume = "sandbox_cortex_volume";
 * assertEquals(await info.getDatastacksByAlignedVolume({ alignedVolume }), ["sandbox_cortex"]);
 * ```
 *
 * @category Datastacks
 */
export async function getDatastacksByAlignedVolume(
  client: InfoFacts,
  options: {
    readonly alignedVolume?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<string[]> {
  checkOptions(options, { alignedVolume: "text", signal: "signal" });
  const { alignedVolume, ...rest } = options;
  const name = alignedVolume ?? (await ownVolume(client, rest)).name;
  const where = path`/info/api/v2/aligned_volume/${{ alignedVolume: name }}/datastacks`;
  return await sendForDocument(client, "GET", where, rest, list(filled));
}

/**
 * The mirrors of a datastack's images (`GET /info/api/v2/datastack/{name}/image_sources`; info service 4.3.1
 * or later).
 *
 * In Python: `get_image_mirrors()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} When there is no such datastack, or the server is older.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const [mirror] = await info.getImageMirrors({ datastackName: "sandbox_cortex" });
 * assertEquals(mirror?.name, "sandbox_mirror");
 * ```
 *
 * @category Datastacks
 */
export async function getImageMirrors(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<ImageMirror[]> {
  checkOptions(options, datastackChoiceKinds);
  const where = path`/info/api/v2/datastack/${{
    datastack: nameOf(client, options),
  }}/image_sources`;
  const call = { signal: options.signal };
  return await sendForDocument(client, "GET", where, call, list(document({ name: filled })));
}

/**
 * The names of the mirrors of a datastack's images.
 *
 * In Python: `get_image_mirror_names()` of CAVEclient.
 *
 * @param client An info client.
 * @param options The datastack.
 * @throws {ApiError} As {@linkcode getImageMirrors} does.
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
 * assertEquals(await info.getImageMirrorNames({ datastackName }), ["sandbox_mirror"]);
 * ```
 *
 * @category Datastacks
 */
export async function getImageMirrorNames(
  client: InfoFacts,
  options: DatastackChoice = {},
): Promise<string[]> {
  checkOptions(options, datastackChoiceKinds);
  return (await getImageMirrors(client, options)).map(({ name }) => name);
}

/**
 * Forgets what was told before: the next question goes to the service.
 *
 * In Python: `refresh_stored_data()` of CAVEclient.
 *
 * @param client An info client.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { info } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * await info.viewerSite({ datastackName: "sandbox_cortex" });
 * info.refreshStoredData();
 * await info.viewerSite({ datastackName: "sandbox_cortex" });
 * assertEquals(sandbox.requests.length, 2);
 * ```
 *
 * @category Datastacks
 */
export function refreshStoredData(client: InfoFacts): void {
  client.stored?.clear();
}
