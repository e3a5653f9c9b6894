import { assertEquals } from "@std/assert";
import { loginDesk } from "../../../src/notebook/logins/login_desk.ts";
import { recorder } from "../_recorder.ts";

Deno.test("a login's page is a link of its own, without what the sentence goes on with", async () => {
  const { shown, display } = recorder();
  const desk = loginDesk({ display });
  desk.say(
    "Copy it again from https://a.example.org/x?b=1&c=2, whole (or see http://b.example.org/y).",
  );
  await desk.told();
  const html = shown[0]?.bundle["text/html"] ?? "";
  assertEquals([...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link), [
    "https://a.example.org/x?b=1&amp;c=2",
    "http://b.example.org/y",
  ]);
  assertEquals(
    html.replace(/<[^>]*>/g, ""),
    "Copy it again from https://a.example.org/x?b=1&amp;c=2, whole (or see http://b.example.org/y).",
  );
});

Deno.test("what a login says is shown as text, in its order", async () => {
  const { shown, display } = recorder();
  const desk = loginDesk({ display });
  desk.say("<b>one</b>\ntwo");
  desk.say("three");
  await desk.told();
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), ["<b>one</b>\ntwo", "three"]);
  assertEquals(/&lt;b&gt;one&lt;\/b&gt;<br>two/.test(shown[0]?.bundle["text/html"] ?? ""), true);
});
