import budgetsByLabel from "../../gas/budgets.json";
import entries from "../../gas/peers.json";
import { perBlockOf } from "./measure";

/** What a peer takes for the nearest thing it does. */
export interface Peer {
  /** The first part of the labels it stands beside. */
  flow: string;
  name: string;
  /** By the peer itself, or by running its own sources. */
  source: string;
  items: number;
  /** Of an item. */
  gas: number;
  /** Upper bounds: what its transactions must come with is not known. */
  perBlock: Record<string, number | null>;
}

/** A figure, or the budget whose peer has it. */
interface Entry extends Omit<Peer, "gas" | "perBlock"> {
  gas?: number | undefined;
  budget?: string | undefined;
}

const figures: readonly Entry[] = entries;
const budgets: Readonly<Record<string, { peer: number }>> = budgetsByLabel;

/** The figures of `gas/peers.json`; those a budget is set against stand in `gas/budgets.json` alone. */
export function readPeers(): Peer[] {
  return figures.map(({ flow, name, source, items, gas, budget }) => {
    const figure = gas ?? (budget === undefined ? undefined : budgets[budget]?.peer);
    if (figure === undefined) throw new Error(`${name} has neither a figure nor a budget's peer`);
    return { flow, name, source, items, gas: figure, perBlock: perBlockOf(figure, figure) };
  });
}
