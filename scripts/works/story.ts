import {
  ALL_SHARES,
  buildAuction,
  buildBid,
  buildWorkOffer,
  checkSale,
  encodeMetadata,
  signWorkOrder,
  splits as splitCalls,
  workMarket,
  works as workCalls,
  type Work,
} from "@weft/sdk";
import { FileContentStore } from "@weft/sdk/node";
import { ZeroAddress, parseEther, toUtf8Bytes } from "ethers";
import hre from "hardhat";

import { IERC721__factory } from "../../typechain-types";
import { chainTime } from "../lib/clock";
import type { Ledger } from "../lib/ledger";
import type { Party } from "../lib/party";
import { publish, readBack } from "./content";
import { isCleared, list, signed, take, type Deal } from "./stall";
import type { World } from "./world";

/** What clears an owner at the least. */
export const FLOOR = parseEther("0.05");
const ROYALTY_BPS = 500;
/** What remixes of the work owe of their royalties. */
const ANCESTOR_BPS = 2_000;
const FIRST_PRICE = parseEther("1");
const SECOND_PRICE = parseEther("2");
const OFFER_PRICE = parseEther("3");
const LEAST_BID = parseEther("1");
const OPEN_SECONDS = 3_600;

/** What came of it all. */
export interface Outcome {
  work: Work;
  /** What the metadata said when it was read back. */
  name: string;
  deals: Deal[];
  /** A market order that was refused before it was sent, and why. */
  refusal: string;
  shared: { currency: string; amount: bigint }[];
}

export interface Setting {
  world: World;
  ledger: Ledger;
  say: (text: string) => void;
  /** Where content is kept. */
  directory: string;
}

/** Stores media and metadata by content id, and mints the work that names them. */
async function mint(setting: Setting, store: FileContentStore, split: string): Promise<bigint> {
  const { world, ledger } = setting;
  const { signer, name } = world.artist;
  const metadata = await publish(store, {
    name: "First light",
    description: "A rendered image",
    image: toUtf8Bytes("<svg xmlns='http://www.w3.org/2000/svg'/>"),
  });
  const terms = { royaltyBps: ROYALTY_BPS, royaltyReceiver: split, floor: FLOOR };
  const licence = { isOpen: true, ancestorBps: ANCESTOR_BPS };
  const call = { signer, works: world.at.works, metadata, ...terms, ...licence };
  const { tokenId, receipt } = await workCalls.mint(call);
  ledger.note(name, "mint", receipt);
  return tokenId;
}

/** A gift moves the token and not the benefits; the floor brings them back. */
async function giveAndClear(setting: Setting, tokenId: bigint, from: Party, to: Party) {
  const { world, ledger, say } = setting;
  const { works, workMarket: market } = world.at;
  say(`${from.name} gives the work to ${to.name} aside of the market`);
  const token = IERC721__factory.connect(works, from.signer);
  await ledger.send(from.name, "give aside", () =>
    token.transferFrom(from.signer, to.signer, tokenId),
  );
  const access = { provider: hre.ethers.provider, works, tokenId, account: to.signer.address };
  if (await workCalls.hasAccess(access)) throw new Error("a gift must not carry the benefits");
  say(`${to.name} pays the floor and has the benefits`);
  const { receipt } = await workMarket.payFloor({
    ...{ signer: to.signer, market, works, tokenId, owner: to.signer.address },
    ...{ currency: ZeroAddress, floor: FLOOR },
  });
  ledger.note(to.name, "pay the floor", receipt);
  if (!(await workCalls.hasAccess(access))) throw new Error("the floor must clear its owner");
}

/** A remix of the work, sold to the higher of two signed bids: its royalty is shared with the ancestry. */
async function auctionRemix(setting: Setting, parent: bigint): Promise<Deal> {
  const { world, ledger } = setting;
  const { remixer, collectors, at, stall } = world;
  const { domain, nextNonce } = stall;
  const [ada, ben] = collectors;
  const { digest } = encodeMetadata({ name: "Second light", description: "A remix", image: "" });
  const { tokenId, receipt } = await workCalls.mint({
    ...{ signer: remixer.signer, works: at.works, metadata: digest, royaltyBps: ROYALTY_BPS },
    parents: [{ tokenId: parent, payees: [], shares: [] }],
  });
  ledger.note(remixer.name, "mint a remix", receipt);
  const startsAt = await chainTime();
  const auction = buildAuction({
    ...{ maker: remixer.signer.address, collection: at.works, tokenId, currency: at.money },
    ...{ price: LEAST_BID, startsAt, closesAt: startsAt + OPEN_SECONDS, nonce: nextNonce() },
  });
  const { signature: auctionSignature } = await signed(stall, remixer, auction);
  const call = { market: at.workMarket, auction, auctionSignature };
  let endsAt = startsAt;
  for (const [bidder, price] of [
    [ada, LEAST_BID],
    [ben, LEAST_BID * 2n],
  ] as const) {
    const bid = buildBid({ auction, maker: bidder.signer.address, price, nonce: nextNonce() });
    const bidSignature = await signWorkOrder({ signer: bidder.signer, domain, order: bid });
    const placed = await workMarket.placeBid({
      ...call,
      signer: remixer.signer,
      bid,
      bidSignature,
    });
    ledger.note(remixer.name, `bring the bid of ${bidder.name}`, placed.receipt);
    endsAt = placed.endsAt;
  }
  await hre.network.provider.send("evm_setNextBlockTimestamp", [endsAt + 1]);
  const settled = await workMarket.settleAuction({ ...call, signer: ada.signer });
  ledger.note(ada.name, "settle the auction", settled.receipt);
  const { sold } = settled;
  return { what: "auction of a remix", sold, isCleared: await isCleared(stall, sold) };
}

/** Tells the story: a work is minted, sold, resold, given away, cleared, bought by an offer, remixed, and shared. */
export async function tell(setting: Setting): Promise<Outcome> {
  const { world, ledger, say, directory } = setting;
  const { artist, partner, collectors, at, stall } = world;
  const [ada, ben, cleo] = collectors;
  const { provider } = hre.ethers;
  const store = new FileContentStore(directory);
  const payees = [artist.signer.address, partner.signer.address];
  const terms = { payees, shares: [ALL_SHARES * 0.7, ALL_SHARES * 0.3] };
  const split = await splitCalls.addressOf({ provider, splits: at.splits, ...terms });

  say(`${artist.name} mints a work whose royalties a split receives that nobody deployed yet`);
  const tokenId = await mint(setting, store, split);
  const { work, metadata } = await readBack(store, { works: at.works, tokenId });

  say(`${ada.name} buys it, and sells it to ${ben.name}`);
  const deals: Deal[] = [];
  const first = await list(stall, artist, { tokenId, price: FIRST_PRICE });
  deals.push(await take(stall, "buy", ada, first));
  const second = await list(stall, ada, { tokenId, price: SECOND_PRICE });
  deals.push(await take(stall, "buy again", ben, second));
  const check = await checkSale({
    ...{ provider, market: at.workMarket, works: at.works, taker: cleo.signer.address },
    sale: second,
  });
  if (check.isGood) throw new Error("a listing is good once");
  await giveAndClear(setting, tokenId, ben, cleo);

  say(`${ada.name} offers tokens for it, and ${cleo.name} accepts`);
  const offer = buildWorkOffer({
    ...{ maker: ada.signer.address, collection: at.works, tokenId, currency: at.money },
    ...{ price: OFFER_PRICE, nonce: stall.nextNonce(), now: await chainTime() },
  });
  deals.push(await take(stall, "accept an offer", cleo, await signed(stall, ada, offer)));
  say("A remix is sold by auction");
  deals.push(await auctionRemix(setting, tokenId));

  say(`The split is deployed, and shares what it received`);
  const created = await splitCalls.create({ signer: artist.signer, splits: at.splits, ...terms });
  ledger.note(artist.name, "deploy the split", created.receipt);
  const shared = [];
  for (const currency of [ZeroAddress, at.money]) {
    const { amount, receipt } = await splitCalls.distribute({
      signer: artist.signer,
      split,
      currency,
    });
    ledger.note(artist.name, "share", receipt);
    shared.push({ currency, amount });
  }
  return { work, name: metadata.name, deals, refusal: check.error.message, shared };
}
