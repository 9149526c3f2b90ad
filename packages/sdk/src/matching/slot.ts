import { AbiCoder, keccak256, type Provider } from "ethers";
import { JobStatus } from "../jobs/status";
import { checkAccount } from "../words/range";

/** Place of the mapping of jobs in the storage of `JobMarket`. Its code never changes, so neither does this. */
const JOBS_SLOT = 7;

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

/**
 * Whether a job of the client is open in the slot that a nonce's index and a first unit name. The
 * market has no view for it, so this reads its storage.
 */
export async function isJobSlotOpen(parameters: SlotParameters): Promise<boolean> {
  const { provider, market, client, index, firstUnit = 0n } = parameters;
  const coder = AbiCoder.defaultAbiCoder();
  const slot = keccak256(
    coder.encode(
      ["address", "uint32", "uint64"],
      [checkAccount("client", client), index, firstUnit],
    ),
  );
  const place = keccak256(coder.encode(["bytes32", "uint256"], [slot, JOBS_SLOT]));
  const word = BigInt(await provider.getStorage(market, place));
  return (word & 0xffn) === BigInt(JobStatus.Open);
}
