import type { Provider, Signer } from "ethers";
import { JuryCourt__factory, type JuryCourt } from "../../contracts";

export function courtOf(court: string, runner: Provider | Signer): JuryCourt {
  return JuryCourt__factory.connect(court, runner);
}
