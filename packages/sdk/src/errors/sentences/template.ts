/** What one error of a contract means, and whether waiting can cure it. */
export interface ErrorSentence {
  /**
   * One sentence: what was wrong, and what is allowed. `{name}` is replaced by the argument of that
   * name, `{name:format}` by the argument in one of the formats of `describe.ts`.
   */
  sentence: string;
  /** The same call may succeed later, without any change. */
  isRetryable?: true;
}

export type Sentences = Readonly<Record<string, ErrorSentence>>;
