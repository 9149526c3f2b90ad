/** What one error of a contract means, what to do, and whether waiting can cure it. */
export interface ErrorSentence {
  /**
   * One sentence: what was wrong, and what is allowed. `{name}` is replaced by the argument of that
   * name, `{name:format}` by the argument in one of the formats of `describe.ts`.
   */
  sentence: string;
  /** What to do, as an order to whoever made the call; "none" and why where nothing is to be done. */
  remedy: string;
  /** The same call may succeed later, without any change. */
  isRetryable?: true;
}

export type Sentences = Readonly<Record<string, ErrorSentence>>;
