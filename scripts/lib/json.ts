/** A document for programs. Amounts are above what JSON numbers hold, so they are strings. */
export function toJson(document: unknown): string {
  return JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
    2,
  );
}
