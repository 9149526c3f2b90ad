import type { Provider } from "ethers";
import { StakeVault__factory } from "../../contracts";
import { checkUint } from "../../words/range";
import { read } from "../read";

interface VotesParameters {
  provider: Provider;
  /** Address of the stake vault. */
  stakeVault: string;
  account: string;
  /** A past unix second, at whose end to count; left out, now. */
  time?: number;
}

/** Votes of a provider by the stake behind it, its own and delegated, in WEFT base units. */
export async function votesOf(parameters: VotesParameters): Promise<bigint> {
  const { provider, stakeVault, account, time } = parameters;
  const contract = StakeVault__factory.connect(stakeVault, provider);
  if (time === undefined) return read(() => contract.getVotes(account));
  const timepoint = checkUint("time", time, 48);
  return read(() => contract.getPastVotes(account, timepoint));
}
