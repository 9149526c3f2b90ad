import type { Papers } from "../chain/papers";
import type { Brought } from "../reference/collections";
import type { Outcome } from "../reference/rules";
import type { World } from "../reference/world";
import type { Choices } from "./choices";

/** A call, by the names of the model, and what must become of it. */
export interface Move {
  from: string;
  to: string;
  method: string;
  /** By the model's names; those of a call with orders only tell what it is about. */
  args: readonly unknown[];
  /** What is really sent, where that takes signatures. */
  encode?: (papers: Papers) => readonly unknown[];
  outcome: Outcome;
  /** What must become of each item of a batch, one after the other. */
  items?: readonly (() => Outcome)[];
  /** What must have become of each voucher, filled as the call is made in the model. */
  brought?: readonly Brought[];
}

/** Plans a call of one kind at the world's second. */
export type Plan = (world: World, choices: Choices) => Move;
