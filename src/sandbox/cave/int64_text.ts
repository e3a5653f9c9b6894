/** JSON whose whole numbers are `bigint` beyond 2^53, by the language's own slow way. */
export function parseWhole(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    const source = context?.source ?? "";
    const long = typeof value === "number" && !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(source);
    return long ? BigInt(source) : value;
  };
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

/** JSON in which a `bigint` is a bare number. */
export function wholeText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(wholeText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${
    members.map(([key, item]) => `${JSON.stringify(key)}: ${wholeText(item)}`).join(", ")
  }}`;
}

/** A JSON reply that may hold `bigint`. */
export function wholeJson(
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(wholeText(value), {
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}
