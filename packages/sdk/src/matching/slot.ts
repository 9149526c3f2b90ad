import type { Provider } from "ethers";
import { read } from "../calls/read";
import { JobMarket__factory } from "../contracts";
import { checkAccount } from "../words/range";

interface SlotParameters {
  provider: Provider;
  /** Address of the market. */
  market: string;
  client: string;
  /** Index of the request's nonce. */
  index: number;
  /** First unit of the job; zero for the first job of a request. */
  firstUnit?: bigint;
}

/** Whether a job of the client is open in the slot that a nonce's index and a first unit name. */
export async function isJobSlotOpen(parameters: SlotParameters): Promise<boolean> {
  const { provider, market, client, index, firstUnit = 0n } = parameters;
  const contract = JobMarket__factory.connect(checkAccount("market", market), provider);
  const account = checkAccount("client", client);
  return read(() => contract.isSlotBusy(account, index, firstUnit));
}
