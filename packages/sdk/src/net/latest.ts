/** How many are kept: more than wait at any time, and no more than a long life of a process can hold. */
const MOST = 4_096;

/** What was noted last, by key: the oldest is forgotten first. */
export class Latest<Value> extends Map<string, Value> {
  readonly #most: number;

  constructor(most = MOST) {
    super();
    this.#most = most;
  }

  override set(key: string, value: Value): this {
    this.delete(key);
    super.set(key, value);
    const [oldest] = this.keys();
    if (this.size > this.#most && oldest !== undefined) this.delete(oldest);
    return this;
  }
}
