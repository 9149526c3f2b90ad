import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** sha-256 of the text that says what the collection of works is. */
export function worksMetadata(): string {
  const text = readFileSync(join(__dirname, "../../deploy/metadata/works.json"));
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}
