import type { Provider } from "ethers";
import { read } from "./read";

/** The chain that a provider is connected to. */
export function chainIdOf(provider: Provider): Promise<bigint> {
  return read(async () => (await provider.getNetwork()).chainId);
}
