/** `keyferry cave datastacks` */

import type { DatastackInfo } from "../../cave/services/info_documents.ts";
import { caveNeeds, type DatastackOptions, restoreCave, withCaveOptions } from "./client.ts";
import { exitCodes } from "../exit_code.ts";
import { type Act, answered, type AnyCommand, type Io, jobCommand } from "../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../terminal/lister.ts";
import { factsText, jsonText, plain } from "../terminal/text.ts";
import type { DatastackList } from "./json_documents.ts";

/**
 * Lists the datastacks that the token may see, or tells what is known of one.
 *
 * @param options Whose token; `datastack` names one.
 * @param io Where to look and to print.
 * @throws {CredentialError} When there is no token.
 * @throws {AuthorizationRequiredError} When the datastack's terms of service have to be signed first.
 * @throws {ApiError} When the token is refused, or there is no such datastack.
 */
export async function caveDatastacks(
  options: DatastackOptions & ListOptions,
  io: Io,
): Promise<number> {
  const limit = limitOf(options);
  const { info } = await restoreCave(options, io);
  if (options.datastack !== undefined) {
    const document = await info.getDatastackInfo();
    return answered(document, () => factsOf(document), options, io);
  }
  const { items: datastacks, capped } = await taken(limit, await info.getDatastacks(), io);
  if (options.json) io.out(jsonText({ datastacks, capped } satisfies DatastackList));
  else if (datastacks.length > 0) io.out(datastacks.map(plain).join("\n"));
  else io.note("The token sees no datastack: ask its owner for access, or check the account");
  return exitCodes.ok;
}

function factsOf(info: DatastackInfo): string {
  const { viewer_resolution_x: x, viewer_resolution_y: y, viewer_resolution_z: z } = info;
  // Not every datastack has every one, whatever the documentation says.
  return factsText([
    ["Description", info.description],
    ["Server", info.local_server],
    ["Images", info.aligned_volume?.image_source],
    ["Segmentation", info.segmentation_source],
    ["Skeletons", info.skeleton_source],
    ["Viewer", info.viewer_site],
    ["Resolution", x && y && z ? `${x} x ${y} x ${z} nm` : undefined],
    ["Synapses", info.synapse_table],
    ["Somata", info.soma_table],
    ["Cell types", info.cell_identification_table],
    ["Proofreading", info.proofreading_status_table],
  ]);
}

/**
 * The command line of {@linkcode caveDatastacks}.
 *
 * @param act Takes the command that was read.
 */
export function caveDatastacksCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: caveDatastacks, needs: caveNeeds })
    .description(
      "List the datastacks that your CAVE token may see; with a name, show what the info service " +
        "knows of that one: its server, images, segmentation and tables.\n\n" +
        "--json prints {datastacks: [name], capped}, of which capped is true where there are more; with " +
        "a name the info service's document.",
    )
    .arguments("[datastack:string]", ["The datastack to tell about."]);
  return withListOptions(withCaveOptions(command))
    .example("What may I see?", "keyferry cave datastacks")
    .example("One of them", "keyferry cave datastacks minnie65_public");
}
