import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { merkleRoot, sha256, type ChunkReceipt } from "@weft/runtime";
import { VerdictStatus, makeNonce, packResources } from "@weft/sdk";
import { FileContentStore } from "@weft/sdk/node";

import { Ledger } from "../../scripts/lib/ledger";
import type { Party } from "../../scripts/lib/party";
import { attest } from "../../scripts/main-job/attest";
import { openMarket, type Market } from "../../scripts/main-job/market";
import { bringMatch, offerWork, requestWork } from "../../scripts/main-job/orders";
import { Progress } from "../../scripts/main-job/progress";
import { settle } from "../../scripts/main-job/settle";
import type { Chapter, Context } from "../../scripts/main-job/story";
import { isDone, pictureTask, type Done, type Task } from "../../scripts/main-job/task";
import { listByVote } from "../../scripts/main-job/vote/listing";
import { submit, type Delivery } from "../../scripts/main-job/work";
import { openGallery, type Gallery } from "../../scripts/main-job/works/gallery";

/** Six tiles of two pixels by two: enough to be cut, and nothing to wait for. */
export const LAYOUT = { width: 6, height: 4, tile: 2, samples: 1, seed: 1 };
const TILE_BYTES = 12;

/** A market in which the parts of a small picture were delivered, judged and settled. */
export interface Rendered {
  market: Market;
  task: Task;
  chapters: Chapter[];
}

class Silence extends Progress {
  override say(): void {
    // What a story says is for people.
  }
}

export function contextOf({ market }: Pick<Rendered, "market">): Context {
  const progress = new Silence();
  return { market, ledger: new Ledger(), progress, signal: new AbortController().signal };
}

/** The parts of the picture that can be minted. */
export function doneOf({ chapters }: Rendered): [Done<Chapter>, Done<Chapter>, Done<Chapter>] {
  const [first, second, third] = chapters.filter(isDone);
  if (!first || !second || !third) throw new Error("three parts were accepted");
  return [first, second, third];
}

/** What a machine would have rendered, without one: every tile in a colour of its own. */
function deliver(part: Task, places: readonly number[]): Delivery {
  const outputs = places.map((place) => new Uint8Array(TILE_BYTES).fill(place + 1));
  const chunks = outputs.map((output, index): ChunkReceipt => {
    const inputDigest = sha256(part.chunks[index] ?? new Uint8Array());
    return { index, inputDigest, outputDigest: sha256(output), fuel: 7n, exit: "ok" };
  });
  const program = sha256(part.wasm);
  const receipt = { program, spec: part.spec, chunks, root: merkleRoot(chunks), fuel: 7n };
  return { receipt, outputs, confinement: "process" };
}

async function chapterOf(
  { market, task }: Omit<Rendered, "chapters">,
  provider: Party,
  { chunks, index, isRight }: { chunks: number[]; index: number; isRight: boolean },
): Promise<Chapter> {
  const ledger = new Ledger();
  const part = task.part(chunks);
  const terms = { units: chunks.length, nonce: makeNonce(0, index) };
  const request = await requestWork(market, part, { ...terms, needs: packResources({}) });
  const offer = await offerWork(market, provider, terms);
  const match = { provider, offer, request, units: chunks.length };
  const opened = await bringMatch(market, ledger, match);
  const delivery = deliver(part, chunks);
  await submit(market, ledger, opened, delivery);
  const finding = isRight
    ? { status: VerdictStatus.Accepted as const, reason: "every chunk is the same" }
    : { status: VerdictStatus.Rejected as const, reason: "a chunk is wrong" };
  await attest(market, ledger, opened, { root: delivery.receipt.root, finding });
  const ending = await settle(market, ledger, opened);
  return { how: "attester", opened, delivery, finding, ending, chunks };
}

/** The market of the story, with the token on its lists. */
export async function openListed(): Promise<Market> {
  const market = await openMarket(new Ledger());
  await listByVote(contextOf({ market }));
  return market;
}

/** Ada and Ben are accepted, Mallory is not, and Ada does what is missing. */
export async function renderPicture(): Promise<Rendered> {
  const market = await openListed();
  const task = pictureTask(LAYOUT);
  const [ada, ben, mallory] = market.providers;
  if (!ada || !ben || !mallory) throw new Error("the story has three providers");
  const parts: [Party, number[], boolean][] = [
    [ada, [0, 1], true],
    [ben, [2, 3], true],
    [mallory, [4, 5], false],
    [ada, [4, 5], true],
  ];
  const chapters: Chapter[] = [];
  for (const [index, [provider, chunks, isRight]] of parts.entries()) {
    chapters.push(await chapterOf({ market, task }, provider, { chunks, index, isRight }));
  }
  return { market, task, chapters };
}

const folders: string[] = [];

/** A gallery that keeps its works in a folder of its own. */
export async function galleryOf({
  market,
  task,
}: Rendered): Promise<{ gallery: Gallery; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "weft-gallery-"));
  folders.push(folder);
  const store = new FileContentStore(folder);
  const gallery = await openGallery(market, new Ledger(), { task, layout: LAYOUT, store });
  return { gallery, folder };
}

/** Ends the folders of all galleries. */
export function endGalleries(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
