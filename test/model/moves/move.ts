import type { Outcome } from "../reference/rules";
import type { World } from "../reference/world";
import type { Choices } from "./choices";

/** A call, by the names of the model, and what must become of it. */
export interface Move {
  from: string;
  to: string;
  method: string;
  args: readonly unknown[];
  outcome: Outcome;
}

/** Plans a call of one kind at the world's second. */
export type Plan = (world: World, choices: Choices) => Move;
