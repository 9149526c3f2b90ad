import { createHash } from "node:crypto";

/** Something that Slither found, by a key that stays when lines move. */
export interface Finding {
  detector: string;
  severity: string;
  /** Contract and function, and a hash of the code that it is about. */
  key: string;
  text: string;
}

interface Element {
  type: string;
  name: string;
  source_mapping: { start: number; length: number; filename_relative: string };
  type_specific_fields?: { parent?: Element };
}

interface Report {
  success: boolean;
  error: string | null;
  results: {
    detectors?: { check: string; impact: string; description: string; elements: Element[] }[];
  };
}

/**
 * The findings of a report, each key once: what Slither says twice of the same code, on two ways to it, is one finding.
 * @param readBytes Contents of a file; Slither counts in bytes.
 */
export function findingsOf(report: unknown, readBytes: (name: string) => Buffer): Finding[] {
  const { success, error, results } = report as Report;
  if (!success) throw new Error(`Slither failed: ${error ?? "it does not say why"}`);
  const textOf = ({ source_mapping: at }: Element): string => {
    const bytes = readBytes(at.filename_relative);
    return bytes
      .subarray(at.start, at.start + at.length)
      .toString("utf8")
      .replace(/\s+/g, "");
  };
  const found = new Map<string, Finding>();
  for (const { check, impact, description, elements } of results.detectors ?? []) {
    const parts = elements.filter(({ type }) => type === "node" || type === "variable");
    const [first] = elements;
    if (first === undefined) throw new Error(`a finding of ${check} is about nothing`);
    // Of a contract as a whole the name says enough: its code changes with every change.
    const texts =
      parts.length > 0 ? parts.map(textOf) : [first.type === "contract" ? "" : textOf(first)];
    const key = `${placeOf(first)} ${hashOf([...new Set(texts)].sort())}`;
    const text = description.trim();
    found.set(`${check} ${key}`, { detector: check, severity: impact, key, text });
  }
  return [...found.values()].sort((a, b) => compare(idOf(a), idOf(b)));
}

/** Detector and key, which together name a finding. */
export function idOf({ detector, key }: Pick<Finding, "detector" | "key">): string {
  return `${detector} ${key}`;
}

function placeOf(element: Element): string {
  const names: string[] = [];
  for (
    let at: Element | undefined = element;
    at !== undefined;
    at = at.type_specific_fields?.parent
  ) {
    if (at.type === "function" || at.type === "contract" || names.length === 0)
      names.unshift(at.name);
  }
  return names.join(".").replace(/\s+/g, "");
}

function hashOf(texts: string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
