/** Cells of the table that do not end as they should, and how they should. Empty is right. */
export interface KnownWrong {
  readonly operation: string;
  readonly fault: string;
  /** The right outcome and number of requests. */
  readonly right: string;
}

function all(operation: string, right: string, faults: readonly string[]): KnownWrong[] {
  return faults.map((fault) => ({ operation, fault, right }));
}

const noConnection = [
  "closes before it reads",
  "closes without a byte",
  "speaks SSH",
  "sends TLS",
  "sends a body without a head",
  "half a status line",
  "half a head",
  "a head of 2 MiB",
  "1,000 headers",
  "status 0",
  "a NUL in a header",
  "two lengths",
  "a length below 0",
];
const torn = [
  "breaks off at half",
  "breaks off before the body",
  "breaks off before the last byte",
  "a chunk that breaks off",
  "without the last chunk",
  "a chunk of no size",
  "packed, breaks off",
  "said to be packed",
];
const late = [
  "says nothing",
  "half a head, then nothing",
  "a head without an end",
  "stalls at half",
  "a byte every 20 ms, for ever",
  "an error that stalls",
];
const passing = [
  "closes before it reads, once",
  "closes without a byte, once",
  "breaks off at half, once",
  "stalls at half, once",
  "500, once",
  "502, once",
];
const waitedOut = [
  "429, once",
  "503, once",
  "429 with Retry-After of a year, once",
  "503 with a date in Retry-After, once",
];
const noEnvelope = [
  "an empty body",
  "half a document",
  "bytes that are no text",
  "JSON null",
  "JSON []",
  "JSON {}",
  "JSON 7",
  'JSON "text"',
  "100,000 lists in one another",
];

/** All of them. */
export const knownWrong: readonly KnownWrong[] = [
  // A file of up to 4 MiB can be sent again, and putting it twice is putting it once.
  ...all("upload", "connection ×3", noConnection),
  ...all("upload", "torn body ×3", torn),
  ...all("upload", "time-out ×3", late),
  ...all("upload", "whole ×2", [...passing, ...waitedOut, "401, once"]),
  ...all("upload", "401 ×2", ["401"]),
  ...["429", "500", "502", "503", "504"].flatMap((code) => all("upload", `${code} ×3`, [code])),
  ...all("upload", "502 ×3", ["502 of a proxy, in HTML"]),
  // A login page is no answer to a file.
  ...all("upload", "no answer (200) ×1", ["a login page"]),
  // A POST that was refused for its credential, or not served at all, did nothing.
  ...all("Tapis upload", "whole ×2", [...waitedOut, "401, once"]),
  ...all("Tapis upload", "401 ×2", ["401"]),
  ...["429", "503"].flatMap((code) => all("Tapis upload", `${code} ×3`, [code])),
  ...all("Tapis upload", "time-out ×1", ["a byte every 20 ms, for ever"]),
  // The service answers with a document of its own.
  ...all("Tapis upload", "no answer (200) ×1", ["a login page", ...noEnvelope]),
  ...all("Tapis upload", "no answer (204) ×1", ["204"]),
  ...all("Tapis upload", "no answer (206) ×1", ["206"]),
  // 429 and 503 of a token endpoint say that nothing was done.
  ...all("token grant", "whole ×2", waitedOut),
  ...["429", "503"].flatMap((code) => all("token grant", `${code} ×3`, [code])),
  // As CAVEclient, which does not send again after 500.
  ...all("CAVE binary", "500 ×1", ["500", "500, once"]),
];
