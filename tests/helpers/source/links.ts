import { fromFileUrl } from "@std/path/from-file-url";

/**
 * The folders of the packages that this checkout is linked to: its stand-ins, or in a workspace the real
 * packages that are linked there.
 */
export async function linkedFolders(): Promise<string[]> {
  for (const folder of ["../../../", "../../../../"]) {
    const path = new URL(`${folder}deno.json`, import.meta.url);
    const text = await Deno.readTextFile(path).catch((error: unknown) => {
      if (error instanceof Deno.errors.NotFound) return "{}";
      throw error;
    });
    const { links } = JSON.parse(text) as { links?: string[] };
    if (links !== undefined) return links.map((link) => fromFileUrl(new URL(link, path)));
  }
  return [];
}
