import { contentUri, works as workCalls } from "@weft/sdk";

import type { Party } from "../../lib/party";
import { publish } from "../../works/content";
import { acceptedOutputs, type Done } from "../task";
import type { Chapter } from "../story";
import type { Gallery } from "./gallery";
import { encodeReceipts } from "./receipts";
import { drawTiles, placesText } from "./tiles";

/** Of the price of every sale, for the creator. */
export const ROYALTY_BPS = 500;

/** Mints the result of one job, as the job's beneficiary: its tiles, with the receipts that its root is made of. */
export async function mintPart(
  { store, stall, layout }: Gallery,
  creator: Party,
  chapter: Done<Chapter>,
): Promise<bigint> {
  const { opened, chunks, delivery } = chapter;
  const { receipt } = delivery;
  const { digest } = await store.put(encodeReceipts(receipt.chunks));
  const metadata = await publish(store, {
    name: `Tiles ${placesText(chunks)} by ${opened.provider.name}`,
    description: `${chunks.length} tiles of a picture, the accepted result of one job.`,
    image: drawTiles(layout, acceptedOutputs([chapter])),
    properties: { job: opened.id, result: receipt.root, receipts: contentUri(digest) },
  });
  const { signer, name } = creator;
  const { tokenId, receipt: minted } = await workCalls.mintFromJob({
    ...{ signer, works: stall.at.works, job: opened.job, result: receipt.root },
    ...{ metadata, royaltyBps: ROYALTY_BPS },
  });
  stall.ledger.note(name, `mint tiles ${placesText(chunks)}`, minted);
  return tokenId;
}

/** Mints the whole picture, which no single job gave, as what it is: derived from the works of its parts. */
export async function mintPicture(
  { store, stall, layout }: Gallery,
  creator: Party,
  { done, parents }: { done: readonly Done<Chapter>[]; parents: readonly bigint[] },
): Promise<bigint> {
  const metadata = await publish(store, {
    name: "A picture rendered by strangers",
    description: `${layout.width} x ${layout.height} pixels, put together of the results of ${done.length} jobs.`,
    image: drawTiles(layout, acceptedOutputs(done)),
  });
  const { signer, name } = creator;
  const { tokenId, receipt } = await workCalls.mint({
    ...{ signer, works: stall.at.works, metadata, royaltyBps: ROYALTY_BPS },
    parents: parents.map((parent) => ({ tokenId: parent, payees: [], shares: [] })),
  });
  stall.ledger.note(name, "mint the picture", receipt);
  return tokenId;
}
