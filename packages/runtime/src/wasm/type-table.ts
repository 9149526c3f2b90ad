import type { FuncType } from "./types";

/**
 * The types of a rewritten module: its own in their places, and behind them what rewriting adds. A type is looked up by
 * its text, written once for each, so that the work grows with the module and not with its square.
 */
export class TypeTable {
  private readonly list: FuncType[] = [];
  private readonly places = new Map<string, number>();

  constructor(types: readonly FuncType[]) {
    for (const type of types) this.add(type, keyOf(type));
  }

  get types(): readonly FuncType[] {
    return this.list;
  }

  /** The first place of the type, which is added where the module has none like it. */
  indexOf(type: FuncType): number {
    const key = keyOf(type);
    return this.places.get(key) ?? this.add(type, key);
  }

  private add(type: FuncType, key: string): number {
    const place = this.list.push(type) - 1;
    if (!this.places.has(key)) this.places.set(key, place);
    return place;
  }
}

function keyOf({ params, results }: FuncType): string {
  return `${params.join()}>${results.join()}`;
}
