import { sentenceOf } from "../lib/sentence";

/** Something that must not be, and the sentence it is refused by. */
export interface Refusal {
  what: string;
  says: string;
}

/**
 * Tries, without sending, what must not be.
 *
 * @throws Error where it is not refused.
 */
export async function refused(what: string, attempt: () => Promise<unknown>): Promise<Refusal> {
  try {
    await attempt();
  } catch (error) {
    return { what, says: sentenceOf(error) };
  }
  throw new Error(`the chain took ${what}`);
}
