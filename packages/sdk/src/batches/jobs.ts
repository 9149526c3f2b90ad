import { read } from "../calls/read";
import { send } from "../calls/send";
import { JobMarket__factory, type JobMarket } from "../contracts";
import { endsFromReceipt, type EndedJob } from "../jobs/receipts";
import { jobId } from "../jobs/job-id";
import { packJob } from "../jobs/pack-job";
import { isEnded, JobStatus, toJobStatus } from "../jobs/status";
import type { JobStruct } from "../orders/structs";
import type { Job } from "../orders/types";
import { failedItems } from "./failed";
import { batchGas } from "./gas";
import { explainCode, refusalWith } from "./item-error";
import type { BatchResult } from "./outcome";
import { runBatches, type BatchDoor, type BatchOptions } from "./run";

const SETTLE_GAS = 400_000n;
const EXPIRE_GAS = 450_000n;

export interface EndBatchParameters extends BatchOptions {
  /** Address of the market. */
  market: string;
  jobs: readonly Job[];
}

interface PackedJob {
  id: string;
  struct: JobStruct;
}

type Single = "settle" | "expire";

/** The call that does many of what another does once. */
function batchOf(contract: JobMarket, single: Single) {
  return single === "settle"
    ? {
        call: contract.settleBatch,
        encode: (jobs: JobStruct[], gas: bigint) =>
          contract.interface.encodeFunctionData("settleBatch", [jobs, gas]),
      }
    : {
        call: contract.expireBatch,
        encode: (jobs: JobStruct[], gas: bigint) =>
          contract.interface.encodeFunctionData("expireBatch", [jobs, gas]),
      };
}

async function endBatch(
  parameters: EndBatchParameters,
  single: Single,
  usualGas: bigint,
): Promise<BatchResult<Job, EndedJob>> {
  const { signer, market, jobs } = parameters;
  const contract = JobMarket__factory.connect(market, signer);
  const batch = batchOf(contract, single);
  const gasPerItem = parameters.gasPerItem ?? usualGas;
  const stakeVault = await read(() => contract.stakeVault());
  const structs = (items: readonly PackedJob[]) => items.map(({ struct }) => struct);

  const door: BatchDoor<Job, PackedJob, EndedJob> = {
    ...batchGas(gasPerItem),
    idOf: ({ id }) => id,
    pack: (job) => ({ id: jobId(job), struct: packJob(job) }),
    encode: (items) => batch.encode(structs(items), gasPerItem),
    look: (items) =>
      Promise.all(
        items.map(async ({ id, struct }) => {
          const status = toJobStatus(await read(() => contract.statusOf(struct)));
          if (isEnded(status)) return "before";
          return status === JobStatus.Open
            ? undefined
            : refusalWith("MarketJobNotOpen", [id, status]);
        }),
      ),
    send: (items, overrides) =>
      send(parameters, () => batch.call(structs(items), gasPerItem, overrides)),
    read: async (receipt, items) => {
      const failed = failedItems(receipt, market);
      const ends = endsFromReceipt({ receipt, market, stakeVault }).values();
      const at = { blockTag: receipt.blockNumber };
      return Promise.all(
        items.map(async ({ struct }, index) => {
          const code = failed.get(index);
          if (code !== undefined) {
            return explainCode(code, () => contract[single].staticCall(struct, at));
          }
          const { value, done } = ends.next();
          return done === true ? undefined : { result: value };
        }),
      );
    },
  };
  return runBatches(parameters, door, jobs);
}

/**
 * Ends many jobs by their verdicts, by as many transactions as it takes. Anyone may call. Jobs that ended before are
 * passed over.
 *
 * @example
 * const { outcomes } = await market.settleBatch({ signer, market: address, jobs });
 */
export function settleBatch(parameters: EndBatchParameters): Promise<BatchResult<Job, EndedJob>> {
  return endBatch(parameters, "settle", SETTLE_GAS);
}

/** Ends many jobs whose deadlines have passed without results, as `settleBatch` settles them. */
export function expireBatch(parameters: EndBatchParameters): Promise<BatchResult<Job, EndedJob>> {
  return endBatch(parameters, "expire", EXPIRE_GAS);
}
