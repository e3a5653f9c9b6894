import { assert, assertEquals } from "@std/assert";
import {
  type Accepted,
  assertNoticed,
  assertTrue,
  type Case,
  type Fields,
} from "../comparison/_comparison.ts";
import { gareIn, type Recorded, replay, scopesOf, serve } from "./_globus_truth.ts";
import { programs, scenario } from "../comparison/_scenario.ts";
import { versionOf } from "../comparison/_stage.ts";

const { globusSdk } = programs;
const script = "globus_sdk_truth.py";
const version = await versionOf(globusSdk);
const seed = 16;

const recordedTruth = {
  source: "globus-sdk: recorded answers",
  version,
  accepted: [
    {
      why: "what a token endpoint sends may be tokens, and is not kept; OAuth's error is its code",
      cases: ["auth.oauth2_exchange_code_for_tokens.invalid_grant"],
      fields: ["data", "code"],
    },
    {
      why: "an empty text explains nothing",
      cases: ["globus_connect_server.delete_storage_gateway.permission_denied_error"],
      fields: ["message"],
    },
  ],
};

scenario([globusSdk], "its recorded answers are read as it reads them", async (stage) => {
  const [recorded] = await stage.ask(globusSdk, script, [["recorded"]]) as [Recorded[]];
  await using server = serve(recorded);
  const calls = [["replay", { base_url: server.url }]] as const;
  const [theirs] = await stage.ask(globusSdk, script, calls) as [Fields[]];
  const casesAt = async (url: string): Promise<Case[]> => {
    const ours = await replay(recorded, url);
    return recorded.map(({ name }, index) => {
      return { name, theirs: theirs[index] ?? {}, ours: ours[index] ?? {} };
    });
  };
  assertTrue(recordedTruth, await casesAt(server.url));
  // Every tenth answer wrong: another status, or another word in the body.
  const planted = recorded.map((answer, index) => {
    if (index % 10 !== 0) return answer;
    if (index % 20 === 0) return { ...answer, status: answer.status === 400 ? 409 : 400 };
    return { ...answer, body: '{"planted": true}' };
  });
  const wrong = recorded.filter((_, index) => index % 10 === 0).map(({ name }) => name);
  await using liar = serve(planted);
  assertNoticed(recordedTruth, await casesAt(liar.url), wrong);
});

/** A pair of texts, what the first is read as, and what the two are together. */
interface Texts {
  readonly one: string;
  readonly other: string;
  readonly parsed: Fields;
  readonly merged: Fields;
}

const tabs: Accepted = {
  why: "a tab separates scopes, as a blank does: the SDK takes it for a part of a scope's name",
  cases: /\t/,
  fields: ["scopes"],
};

const broken: Accepted = {
  why: "to_gare itself raises an IndexError for an empty list of errors",
  cases: /"errors":\[\],"error":"dependent_consent_required"/,
  fields: ["gare"],
};

scenario([globusSdk], "made-up scopes and demands are read as it reads them", async (stage) => {
  const [texts, errors] = await stage.ask(globusSdk, script, [
    ["scopes", { seed, count: 400 }],
    ["demands", { seed, count: 600 }],
  ]) as [Texts[], { document: object; gare: Fields | null }[]];

  const scopeTruth = { source: "globus-sdk: scopes", version, accepted: [tabs] };
  const scopeCases = (read: typeof scopesOf): Case[] => {
    return texts.flatMap(({ one, other, parsed, merged }, index) => [
      { name: `${index} ${one}`, theirs: parsed, ours: read(one) },
      { name: `${index} ${one} with ${other}`, theirs: merged, ours: read(one, other) },
    ]);
  };
  assert(scopeCases(scopesOf).length + errors.length >= 500, "there are many of them");
  assertTrue(scopeTruth, scopeCases(scopesOf));
  assertEquals(texts.some(({ parsed }) => parsed.refused === "depends on itself"), true);
  assertEquals(texts.some(({ parsed }) => parsed.refused === "not well formed"), true);
  const [first] = texts;
  if (first === undefined) throw new Error("There are no texts");
  assertNoticed(
    scopeTruth,
    scopeCases((one, ...others) => {
      return one === first.one ? { scopes: [["planted", false, []]] } : scopesOf(one, ...others);
    }),
    [`0 ${first.one}`, `0 ${first.one} with ${first.other}`],
  );

  const demandTruth = { source: "globus-sdk: demands", version, accepted: [broken] };
  const demandCases = (read: typeof gareIn): Case[] => {
    return errors.map(({ document, gare }, index) => {
      const name = `${index} ${JSON.stringify(document)}`;
      return { name, theirs: { gare }, ours: read(document) };
    });
  };
  assertTrue(demandTruth, demandCases(gareIn));
  const demanding = errors.findIndex(({ gare }) => gare?.required_scopes !== undefined);
  const { document } = errors[demanding] ?? {};
  assertNoticed(
    demandTruth,
    demandCases((other) => other === document ? { gare: null } : gareIn(other)),
    [`${demanding} ${JSON.stringify(document)}`],
  );
});
