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

/** A test, or what prepares tests, that failed. */
export interface Failure {
  title: string;
  /** The spec file; all of them where none could even be loaded. */
  file?: string | undefined;
}

/** What came of it: what failed, and how many tests passed. */
export interface Outcome {
  failed: Failure[];
  passed: number;
}
