import type { Built, Target } from "./code";

/** What the worker is told: put this code in place of the contract's, and run the specs. */
export interface Task {
  target: Target;
  built: Built;
  specs: string[];
  /** Titles of tests that fail without any change too, and so are not run. */
  without: string[];
  /** Whether to stop at the first failure. */
  stops: boolean;
}

/** What came of it: titles of tests that failed, and how many passed. */
export interface Outcome {
  failed: string[];
  passed: number;
}
