/** A program's own clock is everybody's: what it gives as `now` decides when a token is past its time. */

import { assertEquals } from "@std/assert";
import { sandboxSurroundings, type Surroundings } from "../../src/credentials/mod.ts";
import { restore } from "../../src/globus/mod.ts";
import { plantCredentials } from "../../src/sandbox/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";

interface Row {
  readonly renewal: string;
  /** A client that is found, and what calls it. */
  found(
    options: Surroundings,
  ): Promise<{ call(): Promise<unknown>; expiresAt(): number | undefined }>;
}

const rows: Readonly<Record<string, Row>> = {
  "Globus": {
    renewal: "/v2/oauth2/token",
    async found(options) {
      const { transfer, session } = await restore(options);
      return { call: () => transfer.bookmarkList(), expiresAt: () => session.expiresAt };
    },
  },
  "Tapis v2": {
    renewal: "/token",
    async found(options) {
      const tapis = await v2.restore(options);
      return { call: () => tapis.profilesGet(), expiresAt: () => tapis.session.expiresAt };
    },
  },
  "Tapis v3": {
    renewal: "/v3/oauth2/tokens",
    async found(options) {
      const tapis = await v3.restore(options);
      return { call: () => tapis.getUserinfo(), expiresAt: () => tapis.session.expiresAt };
    },
  },
};

const years = { "long ago": "2019-05-01", "far ahead": "2041-05-01" };

for (const [platform, { renewal, found }] of Object.entries(rows)) {
  for (const [when, date] of Object.entries(years)) {
    Deno.test(`${platform}: a token is renewed when it is due by the program's clock, ${when}`, async () => {
      let time = Date.parse(date);
      const now = (): number => time;
      await using sandbox = await startSandbox({ now });
      await plantCredentials(sandbox);
      const here = { ...await sandboxSurroundings(sandbox.home), now };
      const renewals = (): number => {
        return sandbox.requests.filter(({ path }) => path === renewal).length;
      };
      const { call, expiresAt } = await found(here);
      await call();
      assertEquals(renewals(), 0, "it is good by that clock");
      const end = expiresAt() ?? NaN;
      assertEquals(end > time && end < time + 400 * 86_400_000, true, `${end - time} ms`);

      time = end - 30_000;
      await call();
      assertEquals(renewals(), 1, "it is due a minute before its end");
      assertEquals((expiresAt() ?? 0) > end, true);

      const later = await found(here);
      await later.call();
      assertEquals(renewals(), 1, "the next run finds the new one");
    });
  }
}
