import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseObjectText, readMember } from "../../../src/credentials/files/json_text.ts";
import { pythonJson, writeMember } from "../../../src/credentials/files/json_edit.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";

function parses(text: string): boolean {
  try {
    parseObjectText(text);
    return true;
  } catch (error) {
    assert(error instanceof SyntaxError, `${error}`);
    return false;
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Values as they may stand in an object, valid and invalid. */
const values = [
  ...["0", "-0", "1", "-1", "10", "1.0", "1.50", "0.1", "1e5", "1E+5", "1e-5", "1e400", "-1.2e3"],
  ...["00", "01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "--1", "0x10", "1_000", "- 1", "1 2"],
  ...["true", "false", "null", "True", "nul", "nulll", "undefined", "None", "-true"],
  ...['""', '"a"', "'a'", '"a', 'a"', '"a""b"', '"a" "b"', '"\\"', '"\\""', '"\\\\"', '"\\\\""'],
  ...['"\\/"', '"\\b\\f\\n\\r\\t"', '"\\u0041"', '"\\uD83D\\ude00"', '"\\ud800"', '"\\u12"'],
  ...['"\\u12G4"', '"\\x41"', '"\\a"', '"\\0"', '"\\\n"', '"\n"', '"\t"', '"\0"', '"\x1f"'],
  ...['"\x7f"', '"\u0085"', '"\u2028"', '"\ud800"', '"\u{1f600}"', '"{"', '"}"', '"[,]:"'],
  ...["{}", "[]", "[1,2]", "[1,]", "[,1]", "[1 2]", "[", "]", "[}", "{]", '{"a":1,}', '{,"a":1}'],
  ...['{"a" 1}', '{"a":}', '{"a"}', "{a:1}", "{1:1}", '{"a":1 "b":2}', '[[[{"a":[{}]}]]]'],
  ...["", " ", "\u00a0", "\ufeff1", "/* */1", "1//", "#1", "\f1", "\v1", "864691135571546917"],
];

Deno.test("parseObjectText() agrees with JSON.parse on every value and every place", () => {
  let valid = 0;
  for (const value of values) {
    const texts = [
      `{"a":${value}}`,
      `{ "a" : ${value} , "b" : 1 }`,
      `{"b":[${value},{"c":${value}}]}`,
      `\r\n\t {"a":${value}\r\n} \t\r\n`,
      `{"a":1}${value}`,
      `${value}{"a":1}`,
      `{${value}:1}`,
      value,
    ];
    for (const text of texts) {
      assertEquals(parses(text), isObject(text), JSON.stringify(text));
      if (isObject(text)) valid++;
    }
  }
  assert(valid > 100, "the table holds valid texts too");
});

Deno.test("parseObjectText() accepts what Python writes and JSON does not have", () => {
  for (const value of ["NaN", "Infinity", "-Infinity"]) {
    assertEquals(parses(`{"a": [${value}], "b": ${value}}`), true);
    assertEquals(readMember(`{"a": ${value}}`, "a"), value);
  }
  for (const value of ["nan", "-NaN", "+Infinity", "Inf", "NaNN", "Infinity1", "--Infinity"]) {
    assertEquals(parses(`{"a": ${value}}`), false, value);
  }
});

Deno.test("parseObjectText() says where a text goes wrong, and never quotes it", () => {
  const secret = canary();
  const table: readonly [string, string][] = [
    ["", "the text is empty"],
    [" \n\t", "the text is empty"],
    [`\ufeff{"a": "${secret}"}`, "starts with a byte order mark"],
    [`["${secret}"]`, "the top level is an array"],
    [`"${secret}"`, "the top level is not an object"],
    [secret, "the top level is not an object"],
    ["{", "the text ends too early"],
    [`{"${secret}"`, "the text ends too early"],
    [`{"${secret}":`, "the text ends too early"],
    [`{"a": "${secret}", `, "the text ends too early"],
    [`{"a": ${secret}}`, "line 1, column 7"],
    [`{\n  "a": "${secret}",\n  'b': 1\n}`, "line 3, column 3"],
    [`{\r\n"a": "${secret}"\r\n,}`, "line 3, column 2"],
    [`{"a": 1} ${secret}`, "line 1, column 10"],
  ];
  for (const [text, words] of table) {
    const error = assertThrows(() => parseObjectText(text), SyntaxError);
    assertStringIncludes(error.message, words);
    assertNothingShown(error, secret);
  }
});

Deno.test("parseObjectText() ends deep nesting with an error, not with an overflow", () => {
  for (const depth of [201, 10_000, 1_000_000]) {
    for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
      const text = `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
      const error = assertThrows(() => parseObjectText(text), SyntaxError);
      assertStringIncludes(error.message, "nested too deeply");
    }
  }
  const nested = `{"a":${"[".repeat(150)}${"]".repeat(150)}}`;
  assertEquals(readMember(nested, "a")?.length, 300);
});

Deno.test("parseObjectText() reads megabytes in one pass, open strings and escapes too", () => {
  const million = 1_000_000;
  const texts = [
    `{"a": "${"x".repeat(million)}", "token": "made-up"}`,
    `{"a": "${"\\n".repeat(million)}", "token": "made-up"}`,
    `{"a": "${"\\u0041".repeat(million / 4)}", "token": "made-up"}`,
    `{${" ".repeat(million)}"token": "made-up"}`,
    `{"a": [${"1,".repeat(million / 2)}1], "token": "made-up"}`,
    `{${Array.from({ length: 50_000 }, (_, i) => `"key${i}": ${i}, `).join("")}"token": "made-up"}`,
  ];
  for (const text of texts) assertEquals(readMember(text, "token"), '"made-up"');
  for (const unit of ["x", "\\n", '\\"', "\\\\", "{", "["]) {
    assertEquals(parses(`{"a": "${unit.repeat(million)}`), false);
  }
});

Deno.test("readMember() takes the last of several, compares decoded keys, and knows no prototype", () => {
  assertEquals(readMember('{"a": 1, "b": 2, "a": 3}', "a"), "3");
  assertEquals(readMember('{"\\u0061": 1}', "a"), "1");
  assertEquals(readMember('{"a\\"b": 1}', 'a"b'), "1");
  assertEquals(readMember('{"": 1}', ""), "1");
  assertEquals(readMember('{"outer": {"a": 1}}', "a"), undefined);
  assertEquals(readMember("{}", "toString"), undefined);
  assertEquals(readMember('{"__proto__": 1}', "__proto__"), "1");
});

Deno.test("writeMember() replaces a value and keeps every byte outside it", () => {
  const table: readonly [string, string][] = [
    ['{"token": "old"}', '{"token": "new"}'],
    ['{ "token" :"old" }\n', '{ "token" :"new" }\n'],
    ['{"token": null, "n": 1.0}', '{"token": "new", "n": 1.0}'],
    ['{"token": {"deep": [1, 2]}}', '{"token": "new"}'],
    [
      '{"id": 864691135571546917,\r\n\t"token": 12}',
      '{"id": 864691135571546917,\r\n\t"token": "new"}',
    ],
    ['{"token": "first", "token": "old"}', '{"token": "first", "token": "new"}'],
    [
      '{"a": NaN, "tok\\u0065n": "old", "b": -Infinity}',
      '{"a": NaN, "tok\\u0065n": "new", "b": -Infinity}',
    ],
    [
      '{"token": "old", "caf\u00e9": "\\u00e9 \u00e9 \\/"}',
      '{"token": "new", "caf\u00e9": "\\u00e9 \u00e9 \\/"}',
    ],
  ];
  for (const [before, after] of table) assertEquals(writeMember(before, "token", "new"), after);
});

Deno.test("writeMember() adds a member behind the last, laid out as the others are", () => {
  const table: readonly [string, string][] = [
    ["{}", '{"token": "new"}'],
    ["{ }", '{"token": "new"}'],
    [" {} \n", ' {"token": "new"} \n'],
    ['{"a": 1}', '{"a": 1, "token": "new"}'],
    ['{"a": 1 }\n', '{"a": 1, "token": "new" }\n'],
    ['{"a":1,"b":2}', '{"a":1,"b":2, "token": "new"}'],
    ['{\n    "a": 1\n}\n', '{\n    "a": 1,\n    "token": "new"\n}\n'],
    [
      '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}',
      '{\n  "a": 1,\n  "b": {\n    "c": 2\n  },\n  "token": "new"\n}',
    ],
    ['{\r\n\t"a": 1,\r\n\t"b": 2\r\n}', '{\r\n\t"a": 1,\r\n\t"b": 2,\r\n\t"token": "new"\r\n}'],
    ['{\n  "a": 1\n, "b": 2\n}', '{\n  "a": 1\n, "b": 2, "token": "new"\n}'],
  ];
  for (const [before, after] of table) {
    assertEquals(writeMember(before, "token", "new"), after);
    assertEquals(readMember(after, "token"), '"new"');
  }
});

Deno.test("writeMember() refuses what it could not read back, and quotes nothing of it", () => {
  const secret = canary();
  for (const text of ["", "[]", `{"a": "${secret}",}`, `\ufeff{"a": "${secret}"}`]) {
    assertNothingShown(assertThrows(() => writeMember(text, "a", secret), SyntaxError), secret);
  }
  assertThrows(() => writeMember("{}", "a", undefined), TypeError);
});

Deno.test("pythonJson() writes the bytes of Python's json.dump", () => {
  // What `python3 -c 'import json; print(json.dumps(...))'` prints.
  const table: readonly [unknown, string][] = [
    [
      { token: "a", n: [1, 2.5, true, null], o: {} },
      '{"token": "a", "n": [1, 2.5, true, null], "o": {}}',
    ],
    ["caf\u00e9", '"caf\\u00e9"'],
    ["\u{1f600}", '"\\ud83d\\ude00"'],
    ["\ud800", '"\\ud800"'],
    ["\x7f\u0080\u2028\uffff", '"\\u007f\\u0080\\u2028\\uffff"'],
    ["\b\f\n\r\t\0\x1f", '"\\b\\f\\n\\r\\t\\u0000\\u001f"'],
    ['a"\\/', '"a\\"\\\\/"'],
    [[], "[]"],
    [{ "caf\u00e9": 1, left: undefined }, '{"caf\\u00e9": 1}'],
  ];
  for (const [value, text] of table) assertEquals(pythonJson(value), text);
});

Deno.test("a string of millions of escapes is read, or refused, without an end of the stack", () => {
  const escapes = "\\u0041".repeat(2_500_000);
  assertEquals(readMember(`{"token": "${escapes}", "a": 1}`, "a"), "1");
  assertEquals(readMember(`{"${escapes}": 2, "a": 1}`, "a"), "1");
  assertThrows(() => readMember(`{"token": "${escapes}`, "a"), SyntaxError);
  assertThrows(() => readMember(`{"token": "${escapes}\\x"}`, "a"), SyntaxError);
});
