/** The runs of a beamline, a platform of its own beside keyferry's: by the public documentation alone. */

import {
  chain,
  type Destination,
  find,
  fromEnvGroup,
  fromJsonFile,
  inHome,
  mapSource,
  type Needs,
  permissionsFor,
  type Reachable,
  type Secret,
  type Step,
  type Surroundings,
  surroundingsPart,
} from "@keyferry/keyferry/credentials";
import * as http from "@keyferry/keyferry/http";

/** A measurement. */
export interface Run {
  readonly id: string;
  readonly sample: string;
  readonly state: "queued" | "running" | "done";
}

/** A measurement to make. */
export interface NewRun {
  readonly sample: string;
  readonly minutes?: number | undefined;
}

/** Which measurements are listed. */
export interface ListOptions extends http.PageOptions {
  readonly state?: Run["state"] | undefined;
}

interface RunPage {
  readonly runs: readonly Run[];
  readonly total: number;
  readonly next?: string | null | undefined;
}

const runShape = http.document({ id: http.filled, sample: http.text, state: http.text });
const pageShape = http.document({ runs: http.list(runShape), total: http.whole });

/** A measurement by its id. */
export function getRun(client: http.Client, runId: string): Promise<Run> {
  return http.callDocument(client, "GET", http.path`/v1/runs/${{ runId }}`, {}, runShape);
}

/** All measurements, page by page. */
export function listRuns(client: http.Client, options: ListOptions = {}): http.Pages<Run, RunPage> {
  const { state, ...page } = options;
  return http.pages<Run, RunPage>({
    place: { ...client, path: "/v1/runs" },
    largest: 100,
    load: (query, signal) =>
      http.callDocument(
        client,
        "GET",
        "/v1/runs",
        { query: { ...query, state }, signal },
        pageShape,
      ),
    next: ({ next }) => next ? { after: next } : undefined,
    items: ({ runs }) => runs,
    total: ({ total }) => total,
  }, page);
}

/** Asks for a measurement; where the beamline is busy, again. */
export function submitRun(client: http.Client, run: NewRun): Promise<Run> {
  return http.callDocument(client, "POST", "/v1/runs", { json: run, retryBusy: true }, runShape);
}

/** Takes a measurement back. */
export async function cancelRun(client: http.Client, runId: string): Promise<void> {
  await http.del(client, http.path`/v1/runs/${{ runId }}`);
}

const operations = { getRun, listRuns, submitRun, cancelRun };

/** The beamline's client. */
export type Beamline = http.Client & http.BoundAll<[typeof operations]> & {
  readonly source: string;
};

/** How the beamline is found and called. */
export interface BeamlineOptions extends Surroundings, Omit<http.ClientOptions, "authorizer"> {}

interface Token {
  readonly secret: Secret;
  readonly from: "environment" | "stored";
  readonly url: string | undefined;
}

const usualUrl = "https://beamline.example.org";
const login: Step = {
  kind: "other",
  words: "put a token of the user office into ~/.beamline.json",
};

/** The beamline, for `find` and `permissionsFor`. */
export const platform: Reachable<BeamlineOptions, Token> = {
  wanted: "beamline token",
  chain(options) {
    const here = surroundingsPart(options);
    return chain<Token>("beamline token", [
      mapSource(
        fromEnvGroup({ url: ["BEAMLINE_URL"], token: ["BEAMLINE_TOKEN"] }, here),
        ({ value: { url, token } }) => {
          const value = { secret: token, from: "environment", url: url.reveal() } as const;
          return { state: "used", value };
        },
      ),
      mapSource(fromJsonFile(inHome([".beamline.json"], here), "token"), ({ value }) => {
        return { state: "used", value: { secret: value, from: "stored", url: undefined } };
      }),
    ], login);
  },
  destinations({ value, choice: { baseUrl } }) {
    const url = value.url ?? usualUrl;
    const destination: Destination = baseUrl !== undefined
      ? { url: baseUrl, chosenBy: "caller", name: "baseUrl" }
      : { url, chosenBy: value.url ? "environment" : "default", name: "BEAMLINE_URL" };
    return [{ secret: value.secret, destination }];
  },
  addresses: ({ baseUrl }, value) => ({ beamline: baseUrl ?? value?.url ?? usualUrl }),
};

/** Finds a token, and gives a client that uses it. */
export async function restore(options: BeamlineOptions = {}): Promise<Beamline> {
  const { value, source, origin } = await find(platform, options);
  const client = http.createClient({
    service: "Beamline",
    baseUrl: value.url ?? usualUrl,
    errorWords,
  }, {
    ...http.clientPart(options),
    authorizer: http.accessTokenAuthorizer(value.secret, { origin }),
  });
  return { ...http.bind(client, [operations]), source };
}

/** The service's own words: `{ problem: { code, text } }`. */
function errorWords({ status, data }: http.Reply): http.ErrorWords {
  const { problem } = Object(data) as { problem?: { code?: string; text?: string } };
  const step = status === 401 ? login : undefined;
  return { apiCode: problem?.code, explanation: problem?.text, step };
}

/** What Deno must allow a program that measures. */
export function needs(options: BeamlineOptions = {}): Promise<Needs> {
  return permissionsFor(platform, options);
}
