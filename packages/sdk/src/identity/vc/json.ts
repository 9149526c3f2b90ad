import { CredentialFormatError } from "./error";

/** A value out of a document of a stranger, and where it stood. */
export interface Node {
  readonly path: string;
  readonly value: unknown;
}

/** Whether a value is an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object; its own, so that no name of the language is one. */
export function member({ path, value }: Node, name: string): Node {
  const at = path === "" ? name : `${path}.${name}`;
  if (!isRecord(value)) throw new CredentialFormatError(path, "an object");
  return { path: at, value: Object.hasOwn(value, name) ? value[name] : undefined };
}

export function namesOf({ path, value }: Node): string[] {
  if (!isRecord(value)) throw new CredentialFormatError(path, "an object");
  return Object.keys(value);
}

export function text({ path, value }: Node): string {
  if (typeof value !== "string") throw new CredentialFormatError(path, "a text");
  return value;
}

export function exactly(node: Node, expected: string): void {
  if (text(node) !== expected) throw new CredentialFormatError(node.path, `"${expected}"`);
}

export function list({ path, value }: Node, limit: number): Node[] {
  const items: unknown = value;
  if (!Array.isArray(items) || items.length > limit) {
    throw new CredentialFormatError(path, `a list of at most ${limit}`);
  }
  return items.map((item: unknown, i) => ({ path: `${path}.${i}`, value: item }));
}

/** A hex string of as many bytes; of any whole number of them without a size. */
export function hex(node: Node, bytes?: number): string {
  const shown = text(node);
  const isHex = /^0x([0-9a-fA-F]{2})*$/.test(shown);
  if (!isHex || (bytes !== undefined && shown.length !== 2 + 2 * bytes)) {
    throw new CredentialFormatError(node.path, `0x and ${bytes ?? "whole"} bytes in hex`);
  }
  return shown.toLowerCase();
}

/** A whole number that is not negative, as JSON or as decimals. */
export function whole({ path, value }: Node): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === "string" && /^(0|[1-9]\d{0,77})$/.test(value)) return BigInt(value);
  throw new CredentialFormatError(path, "a whole number, in decimals where it is a text");
}

const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A second of universal time, as VC 2.0 writes it. */
export function second(node: Node): number {
  const shown = text(node);
  const time = Date.parse(shown);
  if (
    !SECOND.test(shown) ||
    Number.isNaN(time) ||
    time < 0 ||
    secondToText(time / 1000) !== shown
  ) {
    throw new CredentialFormatError(node.path, "a time like 2026-01-31T12:00:00Z, from 1970 on");
  }
  return time / 1000;
}

/** The second of universal time, as `second` reads it. */
export function secondToText(unix: number): string {
  return new Date(unix * 1000).toISOString().replace(".000Z", "Z");
}
