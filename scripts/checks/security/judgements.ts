import { idOf, type Finding } from "./findings";

/** Findings of one detector that are no fault, for one reason. */
export interface Judgement {
  detector: string;
  severity: string;
  reason: string;
  /** Keys of the findings. */
  findings: string[];
}

export interface Triage {
  /** Findings that nobody judged, or that are of another severity now. */
  fresh: Finding[];
  /** Judged findings that are there no more, by detector and key. */
  stale: string[];
  /** How many findings there are of each severity, those of most weight first. */
  counts: [severity: string, count: number][];
}

const SEVERITIES = ["High", "Medium", "Low", "Informational", "Optimization"];
const LEAST_REASON = 20;

/** Holds what was found against what was judged. */
export function triage(findings: readonly Finding[], judgements: readonly Judgement[]): Triage {
  const judged = new Map<string, string>();
  for (const { detector, severity, reason, findings: keys } of judgements) {
    if (reason.length < LEAST_REASON) throw new Error(`a judgement of ${detector} gives no reason`);
    for (const key of keys) {
      const id = idOf({ detector, key });
      if (judged.has(id)) throw new Error(`${id} is judged twice`);
      judged.set(id, severity);
    }
  }
  const found = new Set(findings.map(idOf));
  return {
    fresh: findings.filter((finding) => judged.get(idOf(finding)) !== finding.severity),
    stale: [...judged.keys()].filter((id) => !found.has(id)),
    counts: SEVERITIES.flatMap((severity): [string, number][] => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      return count === 0 ? [] : [[severity, count]];
    }),
  };
}

/** Says it in lines. */
export function describe({ fresh, stale, counts }: Triage): string {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const list = counts.map(([severity, count]) => `${count} ${severity.toLowerCase()}`).join(", ");
  return [
    ...fresh.map((finding) => `NEW ${finding.severity} ${idOf(finding)}\n${finding.text}`),
    ...stale.map((id) => `STALE ${id}: judged, but found no more`),
    `${total} findings: ${list === "" ? "none" : list}; ${fresh.length} new, ${stale.length} stale`,
  ].join("\n");
}
