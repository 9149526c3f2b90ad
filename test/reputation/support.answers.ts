/** A field of an answer, which must have it. */
export function fieldOf(answer: unknown, name: string): unknown {
  if (typeof answer !== "object" || answer === null) throw new Error(`no answer has ${name}`);
  return Reflect.get(answer, name);
}

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("the answer is no list");
  return value.map((item: unknown) => item);
}

export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Error("the answer is no text");
  return value;
}
