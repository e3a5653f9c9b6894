import { approveLogin, type Sandbox } from "../../../src/sandbox/mod.ts";
import type { v3 } from "../../../src/tapis/mod.ts";
import type { Row } from "../comparison/_same_requests.ts";
import { callback, claims } from "./_tapis_v3_answers.ts";
import { own, refused, row } from "./_tapis_v3_rows.ts";

/** Logging in through a page, and with a code on another device. */
export function loginRows(
  theirs: Sandbox,
  ours: Sandbox,
  open: v3.TapisClient,
  client: { readonly key: string },
): Row[] {
  const key = new URL(theirs.pageUrl).searchParams.get("key") ?? "";
  const kept = { device: {} as v3.DeviceLogin, code: "" };
  const said = async (pair: Promise<v3.TokenPair>): Promise<unknown> => (await pair).claims;
  const query = new URLSearchParams({
    client_id: "made-up",
    redirect_uri: callback,
    response_type: "code",
    state: "s",
  });
  const page = `/v3/oauth2/authorize?${query}`;
  return [
    row(
      "authenticator.generate_device_code",
      { client_id: "made-up" },
      async () => {
        kept.device = await open.startDevice("made-up");
        return { ...kept.device };
      },
      {
        client_id: "made-up",
        user_code: /^made-up secret/,
        device_code: /^made-up secret/,
        verification_uri: "http://HOST/v3/oauth2/device?client_id=made-up",
        // A date, as the real one has it, no seconds.
        expires_in: /^\w{3}, .* GMT$/,
      },
      { keep: "device" },
    ),
    {
      ...refused(
        "authenticator.create_token",
        {
          grant_type: "device_code",
          client_id: "made-up",
          device_code: "$device.device_code",
        },
        () => open.waitForDevice(kept.device, { timeout: 0.01, pollingInterval: 1 }),
        /^LoginError/,
      ),
      answersDiffer: "keyferry takes this refusal for the wait that it is",
      theirExpected: 400,
    },
    own(
      "page",
      ["answer_page", { url: "$device.verification_uri", key, user_code: "$device.user_code" }],
      async () => {
        const { verification_uri, user_code } = kept.device;
        await approveLogin(ours, verification_uri, { userCode: user_code });
        return null;
      },
      null,
    ),
    own(
      "authenticator.create_token",
      ["grant", {
        grant_type: "device_code",
        client_id: "made-up",
        device_code: "$device.device_code",
      }],
      () => said(open.waitForDevice(kept.device)),
      claims("device_code"),
    ),
    own("page", ["answer_page", { url: theirs.url + page, key }], async () => {
      const where = new URL(await approveLogin(ours, ours.url + page));
      kept.code = where.searchParams.get("code") ?? "";
      return null;
    }, null),
    own("authenticator.create_token", ["grant", {
      grant_type: "authorization_code",
      code: "$code",
      redirect_uri: callback,
      client: ["made-up", "$made.client_key"],
    }], () => {
      const oauthClient = { clientId: "made-up", clientKey: client.key };
      return said(open.exchangeCode(oauthClient, kept.code, callback));
    }, claims("authorization_code", { "tapis/redirect_uri": callback })),
  ];
}
