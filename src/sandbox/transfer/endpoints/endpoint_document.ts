import { uuidFromName } from "../../ids.ts";
import { identity } from "../../identity.ts";

/** A collection that the search finds, whether it can be used or not. */
export interface Discoverable {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly organization: string;
  readonly keywords: string | null;
  /** The owner's identity id. */
  readonly ownerId: string;
  /** The owner's user name. */
  readonly owner: string;
  readonly isPublic: boolean;
  /** Whether the user of the sandbox owns it. */
  readonly mine: boolean;
}

const subjects = [
  "Climate model output",
  "Cryo-EM micrographs",
  "Genome assemblies",
  "Light-sheet microscopy",
  "Ocean buoy records",
  "Protein structures",
  "Radio astronomy cubes",
  "Seismic waveforms",
];
const owners = ["Northfield Observatory", "Lakeside University", "Harbour Computing Centre"];

/** What every sandbox of this process shares: hashing the ids took two thirds of the time of a start. */
const entries: Promise<Discoverable>[] = [];
const ownerIds = new Map<string, Promise<string>>();

/** Made-up collections, which can be found but not used. */
export async function makeCatalogue(count: number): Promise<Discoverable[]> {
  while (entries.length < count) entries.push(catalogueEntry(entries.length));
  return await Promise.all(entries.slice(0, count));
}

async function catalogueEntry(index: number): Promise<Discoverable> {
  const subject = subjects[index % subjects.length] ?? "";
  const organization = owners[index % owners.length] ?? "";
  const domain = organization.toLowerCase().replaceAll(" ", "-") + ".example.org";
  const ownerId = ownerIds.get(organization) ?? uuidFromName(`owner\n${organization}`);
  ownerIds.set(organization, ownerId);
  return {
    id: await uuidFromName(`catalogue\n${index}`),
    name: `${subject} ${String(index + 1).padStart(4, "0")}`,
    description: "A made-up collection of the keyferry sandbox: it can be found, not used",
    organization,
    keywords: "catalogue",
    ownerId: await ownerId,
    owner: `data@${domain}`,
    isPublic: true,
    mine: false,
  };
}

/** The document of a collection, with the keys that the real service sends. */
export function endpointDocument(item: Discoverable): Record<string, unknown> {
  return {
    DATA_TYPE: "endpoint",
    acl_available: false,
    acl_editable: false,
    activated: false,
    authentication_assurance_timeout: null,
    authentication_policy_id: null,
    authentication_timeout_mins: null,
    canonical_name: `${item.ownerId}#${item.id}`,
    contact_email: null,
    contact_info: null,
    default_directory: null,
    department: null,
    description: item.description,
    disable_anonymous_writes: false,
    disable_verify: false,
    display_name: item.name,
    entity_type: "GCSv5_mapped_collection",
    expire_time: null,
    expires_in: -1,
    force_encryption: false,
    force_verify: false,
    french_english_bilingual: false,
    gcp_connected: null,
    gcp_paused: null,
    gcs_manager_url: null,
    gcs_version: "5.4.71",
    globus_connect_setup_key: null,
    high_assurance: false,
    host_endpoint: null,
    host_endpoint_display_name: null,
    host_endpoint_id: null,
    host_path: null,
    https_server: null,
    id: item.id,
    in_use: false,
    info_link: null,
    is_globus_connect: false,
    is_go_storage: false,
    keywords: item.keywords,
    last_accessed_time: null,
    local_user_info_available: true,
    location: "Automatic",
    mapped_collection_display_name: null,
    mapped_collection_id: null,
    max_concurrency: 4,
    max_parallelism: 8,
    mfa_required: false,
    my_effective_roles: item.mine ? ["administrator", "activity_manager", "activity_monitor"] : [],
    myproxy_dn: null,
    myproxy_server: null,
    name: item.id,
    network_use: "normal",
    non_functional: false,
    non_functional_endpoint_display_name: null,
    non_functional_endpoint_id: null,
    oauth_server: null,
    organization: item.organization,
    owner_id: item.ownerId,
    owner_string: item.owner,
    preferred_concurrency: 2,
    preferred_parallelism: 4,
    public: item.isPublic,
    requester_pays: false,
    s3_owner_activated: false,
    s3_url: null,
    shareable: false,
    sharing_target_endpoint: null,
    sharing_target_root_path: null,
    storage_type: null,
    subscription_id: null,
    tlsftp_server: null,
    user_message: null,
    user_message_link: null,
    username: item.mine ? identity.username : item.owner,
  };
}
