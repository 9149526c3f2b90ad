import { writeFileSync } from "node:fs";

import { format, resolveConfig } from "prettier";

/** Writes a page of the documents as the formatter wants it: figures of other lengths move columns. */
export async function writePage(file: string, text: string): Promise<void> {
  const config = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...config, filepath: file }));
}
