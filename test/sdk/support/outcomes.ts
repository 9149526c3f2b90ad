import type { BatchOutcome } from "../../../packages/sdk/src";

/** The outcomes in words: the status, and of what was not done the error. */
export function told<Item, Done>(outcomes: readonly BatchOutcome<Item, Done>[]): string[] {
  return outcomes.map((outcome, at) => {
    if (outcome.index !== at) throw new Error(`outcome ${outcome.index} stands at place ${at}`);
    if (outcome.status === "refused") return `refused: ${outcome.error.error}`;
    return outcome.status === "open" ? `open: ${outcome.error.code}` : outcome.status;
  });
}

/** What the items that were done brought. */
export function results<Item, Done>(outcomes: readonly BatchOutcome<Item, Done>[]): Done[] {
  return outcomes.flatMap((outcome) => (outcome.status === "done" ? [outcome.result] : []));
}

/** The sentences of what was refused. */
export function refusals<Item, Done>(outcomes: readonly BatchOutcome<Item, Done>[]): string[] {
  return outcomes.flatMap((outcome) =>
    outcome.status === "refused" ? [outcome.error.message] : [],
  );
}
