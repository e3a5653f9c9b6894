import { type Call, param } from "../server/call.ts";
import { datastacks } from "../identity.ts";
import { json } from "../server/reply.ts";
import { get, type Route } from "../server/router.ts";
import { notFound } from "./flask.ts";
import { gate, termsDataset } from "./gate.ts";

const mirror = "sandbox_mirror";

/** What is listed: whether the terms of a dataset are signed does not count there, since April 2024. */
const listed = [...datastacks, termsDataset];

/** The info service. */
export function infoRoutes(): Route[] {
  return [
    get("/info/version", () => json("4.3.3"), { open: true }),
    get("/info/api/v2/datastacks", () => json(listed)),
    get("/info/api/v2/datastack/full/{name}", datastackInfo),
    get("/info/api/v2/datastack/{name}/image_sources", mirrors),
    get("/info/api/v2/aligned_volume", () => json(listed.map(volumeName))),
    get("/info/api/v2/aligned_volume/id/{id}", volumeById, { open: true }),
    get("/info/api/v2/aligned_volume/{name}/datastacks", datastacksOfVolume),
  ];
}

function volumeName(datastack: string): string {
  return `${datastack}_volume`;
}

function volume(call: Call, index: number, mirrored = false): Record<string, unknown> {
  const name = datastacks[index] ?? "";
  const folder = mirrored ? "mirror" : "images";
  return {
    id: index + 1,
    name: volumeName(name),
    display_name: "Sandbox volume",
    description: "A made-up volume of the keyferry sandbox",
    image_source: `precomputed://${call.world.origin}/${folder}/${name}`,
  };
}

function indexOf(call: Call): number | Response {
  const name = param(call, "name");
  const index = datastacks.findIndex((datastack) => datastack === name);
  if (index >= 0) return index;
  return gate(call, name) ??
    json({
      error: "invalid_table_id",
      message: "Invalid table_id for service",
      data: { table_id: name, resource_namespace: "datastack" },
    }, { status: 400 });
}

function datastackInfo(call: Call): Response {
  const index = indexOf(call);
  if (index instanceof Response) return index;
  const { origin } = call.world;
  const name = datastacks[index];
  const mirrored = call.url.searchParams.get("image_source_name") === mirror;
  return json({
    aligned_volume: volume(call, index, mirrored),
    segmentation_source: `graphene://${origin}/segmentation/table/${name}`,
    skeleton_source: null,
    analysis_database: null,
    viewer_site: `${origin}/viewer`,
    synapse_table: "synapses",
    soma_table: "cells",
    proofreading_status_table: null,
    cell_identification_table: null,
    proofreading_review_table: null,
    local_server: origin,
    description: "A made-up datastack of the keyferry sandbox",
    viewer_resolution_x: 4,
    viewer_resolution_y: 4,
    viewer_resolution_z: 40,
  });
}

function mirrors(call: Call): Response {
  const index = indexOf(call);
  if (index instanceof Response) return index;
  return json([{
    id: index + 1,
    name: mirror,
    viewer_layer_name: "img",
    image_source: volume(call, index, true).image_source,
    description: "The same images at another place",
  }]);
}

function volumeById(call: Call): Response {
  const id = param(call, "id");
  const index = /^\d+$/.test(id) ? Number(id) - 1 : -1;
  if (datastacks[index] === undefined) return notFound();
  return json(volume(call, index));
}

function datastacksOfVolume(call: Call): Response {
  const name = param(call, "name");
  const found = listed.filter((datastack) => volumeName(datastack) === name);
  return found.length === 0 ? notFound() : json(found);
}
