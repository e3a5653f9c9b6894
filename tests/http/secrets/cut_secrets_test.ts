import { assertEquals, assertLess } from "@std/assert";
import { cutter } from "../../../src/http/secrets/cut_secrets.ts";
import { canary } from "../../helpers/canary.ts";
import { leastMs } from "../../helpers/least_ms.ts";

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

function units(text: string, spell: (code: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => spell(text.charCodeAt(at))).join("");
}

function points(text: string, spell: (code: number) => string): string {
  return Array.from(text, (char) => spell(char.codePointAt(0) ?? 0)).join("");
}

function percent(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `%${hex(byte, 2)}`).join("");
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** Ways in which a service may echo what it was sent. */
const echoes: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "\\u escapes": (secret) => units(secret, (code) => `\\u${hex(code, 4)}`),
  "\\u escapes in capitals": (secret) =>
    units(secret, (code) => `\\u${hex(code, 4).toUpperCase()}`),
  "\\u escapes of every other": (secret) => {
    let odd = false;
    return units(secret, (code) => {
      odd = !odd;
      return odd ? `\\u${hex(code, 4)}` : String.fromCharCode(code);
    });
  },
  "\\u escapes, escaped again": (secret) => units(secret, (code) => `\\\\u${hex(code, 4)}`),
  "\\u{} escapes": (secret) => points(secret, (code) => `\\u{${hex(code, 1)}}`),
  "Python's \\U escapes": (secret) => points(secret, (code) => `\\U${hex(code, 8)}`),
  "fully percent-encoded": percent,
  "fully percent-encoded in capitals": (secret) =>
    percent(secret).replace(/%../g, (x) => x.toUpperCase()),
  "percent-encoded twice": (secret) => percent(percent(secret)),
  "percent-encoded three times": (secret) => percent(secret).replaceAll("%", "%2525"),
  "percent-encoded after a byte of another code": (secret) => `%ff%e2%82${percent(secret)}`,
  "a form": (secret) => new URLSearchParams({ a: secret }).toString(),
  "a URL": (secret) => encodeURIComponent(secret),
  "a form in JSON": (secret) => JSON.stringify(new URLSearchParams({ a: secret }).toString()),
  "JSON": (secret) => JSON.stringify(secret),
  "JSON in JSON": (secret) => JSON.stringify(JSON.stringify(secret)),
  "JSON of Python": (secret) =>
    JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`),
  "HTML, in decimal": (secret) => points(secret, (code) => `&#${code};`),
  "HTML, in hexadecimal": (secret) => points(secret, (code) => `&#x${hex(code, 2)};`),
  "HTML": (secret) => secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  "HTML, by names": (secret) => {
    const names: Readonly<Record<string, string>> = {
      ...{
        "&": "amp",
        '"': "quot",
        "'": "apos",
        "/": "sol",
        "\\": "bsol",
        "+": "plus",
        "%": "percnt",
      },
      ...{ "-": "#45", _: "lowbar", ".": "period", "=": "equals", ":": "colon", ";": "semi" },
    };
    return secret.replace(/[&"'/\\+%_.=:;-]/g, (char) => `&${names[char]};`);
  },
  "hexadecimal": (secret) => new TextEncoder().encode(secret).toHex(),
  "hexadecimal in capitals": (secret) => new TextEncoder().encode(secret).toHex().toUpperCase(),
  "JavaScript in a URL": (secret) => percent(units(secret, (code) => `\\u${hex(code, 4)}`)),
  "base64": base64,
  "base64 in a URL": (secret) => encodeURIComponent(base64(secret)),
  "base64, fully percent-encoded": (secret) => percent(base64(`xx${secret}xx`)),
  "base64 in lines": (secret) => base64(secret).replace(/.{10}/g, "$&\r\n"),
  "base64 in lines, in JSON": (secret) => JSON.stringify(base64(secret).replace(/.{16}/g, "$&\n")),
  "hexadecimal in lines": (secret) => {
    return new TextEncoder().encode(secret).toHex().replace(/.{16}/g, "$&\n");
  },
  "a line break within": (secret) => `${secret.slice(0, 5)}\n${secret.slice(5)}`,
  "a line break within, in JSON": (secret) => {
    return JSON.stringify(`${secret.slice(0, 9)}\n${secret.slice(9)}`);
  },
  "a list of its characters": (secret) => JSON.stringify([...secret]),
  "a list of its characters, with blanks": (secret) => [...secret].join(" "),
  "a list of its characters, in JSON in JSON": (secret) => {
    return JSON.stringify(JSON.stringify([...secret]));
  },
  "a list of its bytes": (secret) => `[${new TextEncoder().encode(secret).join(", ")}]`,
  "other letters' case": (secret) => secret.toUpperCase(),
};

Deno.test("cutter() finds a secret in whatever spelling a service echoes it", () => {
  const secrets = [canary(), `pa"s's\\w/o rd+%41&é😀${canary()}`, `eyJ${canary().repeat(40)}`];
  for (const secret of secrets) {
    const cut = cutter(new Headers({ authorization: "Bearer x" }), { form: { token: secret } });
    for (const [name, echo] of Object.entries(echoes)) {
      // Where upper case is not one letter for one, it is no spelling of it.
      if (name === "other letters' case" && /[^\x20-\x7e]/.test(secret)) continue;
      const told = cut(`before ${echo(secret)} after`);
      assertEquals([name, told.includes("before "), told.endsWith(" after")], [name, true, true]);
      assertEquals([name, told.includes("[hidden]")], [name, true], told);
      // Nothing but the punctuation of the spelling is left of it.
      const left = told.replace("before ", "").replace(" after", "").replaceAll("[hidden]", "");
      assertEquals([name, left.length < 24], [name, true], left);
    }
  }
});

Deno.test("cutter() finds twelve characters of a secret, wherever in it they are", () => {
  const secret = canary();
  assertEquals(secret.length >= 16, true);
  const cut = cutter(new Headers({ authorization: `Bearer ${secret}` }), {});
  for (let begin = 0; begin + 12 <= secret.length; begin++) {
    for (let end = begin + 12; end <= secret.length; end++) {
      assertEquals(cut(`this: ${secret.slice(begin, end)}... is bad`), "this: [hidden]... is bad");
    }
  }
  const encoded = base64(secret);
  assertEquals(cut(`Basic ${encoded.slice(0, 14)}...`), "Basic [hidden]...");
  // A few characters are what services show on purpose.
  assertEquals(
    cut(`token ${secret.slice(0, 6)}... is bad`),
    `token ${secret.slice(0, 6)}... is bad`,
  );
});

Deno.test("cutter() leaves everything else as it is", () => {
  const secret = canary();
  const cut = cutter(new Headers({ authorization: `Bearer ${secret}` }), {});
  for (
    const text of ["C:\\users\\new", "100%", "%zz%41", "a\\u00e9b", "&amp;&#65;", "😀\\", "%", ""]
  ) {
    assertEquals(cut(text), text);
    assertEquals(cut(`${text}${percent(secret)}${text}`), `${text}[hidden]${text}`);
  }
  assertEquals(cut(`${secret}${secret}`), "[hidden][hidden]");
});

Deno.test("cutter() takes a time that grows with the text alone", async () => {
  const cut = cutter(new Headers({ authorization: `Bearer ${"\\".repeat(500)}` }), {});
  for (const piece of ["%25", "\\", "\\u005c", "&#x5c;", "%5c", "&"]) {
    const few = await leastMs(0, () => cut(piece.repeat(5_000)));
    const many = await leastMs(40 * few, () => cut(piece.repeat(50_000)));
    assertLess(many, 40 * few, `10 times of ${piece}`);
  }
});
