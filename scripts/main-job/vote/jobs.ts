import { DEFAULT_PICTURE } from "@weft/runtime";
import { makeNonce } from "@weft/sdk";

import { attest, examine } from "../attest";
import { bringMatch, offerWork, requestWork, type OpenedJob } from "../orders";
import { settle } from "../settle";
import type { Chapter, Context } from "../story";
import { pictureTask, type Task } from "../task";
import { execute, submit } from "../work";

/** Of one tile, so that the job is about its fee. */
const SIZE = 16;
const WHOLE = { first: 0, count: 1 } as const;

export function thumbnail(): Task {
  return pictureTask({ ...DEFAULT_PICTURE, width: SIZE, height: SIZE, tile: SIZE, samples: 1 });
}

/** A job of one unit, at the fee of now. */
export async function openSmallJob(
  { market, ledger }: Context,
  task: Task,
  index: number,
): Promise<OpenedJob> {
  const [provider] = market.providers;
  if (provider === undefined) throw new Error("the story needs a provider");
  const terms = { units: 1, nonce: makeNonce(0, index) };
  const request = await requestWork(market, task, terms);
  const offer = await offerWork(market, provider, terms);
  return bringMatch(market, ledger, { provider, offer, request, units: 1 });
}

/** Does the work, has it executed again, and settles. */
export async function finishSmallJob(
  { market, ledger, progress, signal }: Context,
  task: Task,
  opened: OpenedJob,
): Promise<Chapter> {
  const run = (name: string) => execute(task, WHOLE, { progress, label: name.padEnd(8), signal });
  const delivery = await run(opened.provider.name);
  await submit(market, ledger, opened, delivery);
  const own = await run(market.attester.name);
  progress.endBars();
  const finding = examine(delivery, own.receipt.chunks);
  await attest(market, ledger, opened, { root: delivery.receipt.root, finding });
  const ending = await settle(market, ledger, opened);
  return { how: "attester", opened, delivery, finding, ending, chunks: [0] };
}
