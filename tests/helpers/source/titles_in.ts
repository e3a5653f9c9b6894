/** The names of the tests in a file's source; of one that varies, as it is written there. */
export function titlesIn(source: string): string[] {
  const pattern = /(?:Deno\.test\(\s*|\bname: )(["`])(.+?)\1/g;
  return [...source.matchAll(pattern)].map(([, , title = ""]) => title);
}
