/** A value that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/**
 * JSON text as Python's `json.dump` writes it by default: `", "` and `": "` between the parts, one
 * line, ASCII only, no newline at the end.
 */
export function pythonJson(value: JsonValue): string {
  if (typeof value === "string") return ascii(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item)).join(", ")}]`;
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return `{${members.map(([key, item]) => `${ascii(key)}: ${pythonJson(item)}`).join(", ")}}`;
}
