import { type Call, param } from "../call.ts";
import { datastacks } from "../identity.ts";
import { json } from "../reply.ts";
import { get, type Route } from "../router.ts";

/** The info service. */
export function infoRoutes(): Route[] {
  return [
    get("/info/version", () => json("4.4.2"), { open: true }),
    get("/info/api/v2/datastacks", () => json(datastacks)),
    get("/info/api/v2/datastack/full/{name}", datastackInfo),
  ];
}

function datastackInfo(call: Call): Response {
  const name = param(call, "name");
  const index = datastacks.findIndex((datastack) => datastack === name);
  if (index < 0) {
    return json({ error: "invalid_table_id", message: `Invalid datastack: ${name}` }, {
      status: 400,
    });
  }
  const { origin } = call.world;
  return json({
    aligned_volume: {
      id: index + 1,
      name: `${name}_volume`,
      display_name: "Sandbox volume",
      description: "A made-up volume of the keyferry sandbox",
      image_source: `precomputed://${origin}/images/${name}`,
    },
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
