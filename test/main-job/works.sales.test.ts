import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { parseUnits } from "ethers";

import { Ledger } from "../../scripts/lib/ledger";
import { checkMoney, holdingsOf } from "../../scripts/main-job/report";
import { withdrawAll } from "../../scripts/main-job/settle";
import { balancesOf, settlePurses } from "../../scripts/main-job/works/purses";
import { summarizeWorks, tellSales } from "../../scripts/main-job/works/report";
import { tellWorks, type WorksChapter } from "../../scripts/main-job/works/tell";
import {
  contextOf,
  doneOf,
  endGalleries,
  galleryOf,
  renderPicture,
  type Rendered,
} from "./picture";

const usd = (amount: string): bigint => parseUnits(amount, 6);

/** The chapter on works, which is told where there is a whole picture. */
async function toldOf(rendered: Rendered): Promise<WorksChapter> {
  const { gallery } = await galleryOf(rendered);
  const told = await tellWorks(contextOf(rendered), { ...rendered, store: gallery.store });
  if (told === undefined) throw new Error("the picture is whole");
  return told;
}

describe("the main job's works", () => {
  afterEach(endGalleries);

  it("are each job's result with its provenance, and the picture derived from them", async () => {
    const rendered = await loadFixture(renderPicture);
    const { market } = rendered;
    const { picture } = await toldOf(rendered);
    const jobs = doneOf(rendered).map(({ opened, delivery }) => ({
      jobId: opened.id,
      result: delivery.receipt.root,
    }));
    const onChain = await Promise.all(
      picture.parts.map(({ tokenId }) => market.works.provenanceOf(tokenId)),
    );
    expect(onChain.map(({ jobId, result }) => ({ jobId, result }))).to.deep.equal(jobs);
    expect(picture.parts.map(({ tiles }) => [...tiles.keys()])).to.deep.equal([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(picture.work.provenance).to.equal(undefined);
    expect(picture.work.creator).to.equal(market.client.signer.address);
    expect(picture.work.royalty).to.deep.equal({
      receiver: market.client.signer.address,
      bps: 500,
    });
  });

  it("are paid for twice: their creator has the price, then a royalty", async () => {
    const rendered = await loadFixture(renderPicture);
    const { market } = rendered;
    const { client, collectors, treasury } = market;
    const [cleo, dan] = collectors.map(({ signer }) => signer.address);
    const { picture, deals, purses } = await toldOf(rendered);
    const parts = deals.map(({ what, sold, isCleared }) => {
      const { seller, buyer, price, proceeds, royaltyReceiver, royalty, fee } = sold;
      return { what, seller, buyer, price, proceeds, royaltyReceiver, royalty, fee, isCleared };
    });
    const creator = client.signer.address;
    const first = { seller: creator, buyer: cleo, royaltyReceiver: creator, isCleared: true };
    const second = { seller: cleo, buyer: dan, royaltyReceiver: creator, isCleared: true };
    expect(parts).to.deep.equal([
      {
        ...{ ...first, what: "sale", price: usd("100") },
        ...{ proceeds: usd("94"), royalty: usd("5"), fee: usd("1") },
      },
      {
        ...{ ...second, what: "resale", price: usd("250") },
        ...{ proceeds: usd("235"), royalty: usd("12.5"), fee: usd("2.5") },
      },
    ]);
    expect(await market.works.ownerOf(picture.tokenId)).to.equal(dan);
    expect(purses.map(({ name, before, after }) => [name, after - before])).to.deep.equal([
      ["client", usd("111.5")],
      ["Cleo", usd("135")],
      ["Dan", -usd("250")],
      ["treasury", usd("3.5")],
      ["the market", 0n],
    ]);
    expect(await market.money.balanceOf(treasury.account)).to.equal(usd("3.5"));
  });

  it("refuse what would make them worth nothing, in a sentence each", async () => {
    const { refusals } = await toldOf(await loadFixture(renderPicture));
    expect(refusals.map(({ what }) => what)).to.deep.equal([
      "the sold listing, taken again",
      "a result, minted again",
      "another result than the job gave",
      "a result that was rejected",
    ]);
    const [again, twice, another, rejected] = refusals.map(({ says }) => says);
    expect(again).to.match(/was used or cancelled/);
    expect(twice).to.match(/was minted before/);
    expect(another).to.match(/has another result on record/);
    expect(rejected).to.match(/is Rejected; only results of accepted jobs are minted/);
  });

  it("leave nobody's money behind", async () => {
    const rendered = await loadFixture(renderPicture);
    const { market } = rendered;
    await toldOf(rendered);
    await expect(checkMoney(market, await holdingsOf(market))).to.be.rejectedWith(
      /of 2000.0 TUSD everybody together has/,
    );
    await withdrawAll(market, new Ledger());
    const holdings = await holdingsOf(market);
    await checkMoney(market, holdings);
    const sum = holdings.reduce((total, { money }) => total + money, 0n);
    expect(sum).to.equal(await market.money.totalSupply());
  });

  it("stop the story where anybody has more or less than its parts", async () => {
    const { market } = await loadFixture(renderPicture);
    const [cleo] = market.collectors;
    const before = await balancesOf(market);
    await market.money.connect(cleo.signer).transfer(market.attester.signer, 1n);
    await expect(settlePurses(market, before, [])).to.be.rejectedWith(
      "Cleo was not paid by what was sold",
    );
  });

  it("are none where a tile is missing", async () => {
    const rendered = await loadFixture(renderPicture);
    const chapters = rendered.chapters.slice(0, -1);
    const { gallery } = await galleryOf(rendered);
    const terms = { ...rendered, chapters, store: gallery.store };
    expect(await tellWorks(contextOf(rendered), terms)).to.equal(undefined);
    expect(await rendered.market.works.balanceOf(rendered.market.client.signer)).to.equal(0n);
  });

  it("are shown to people by name, and to programs in base units", async () => {
    const told = await toldOf(await loadFixture(renderPicture));
    const text = tellSales(told);
    expect(text).to.match(/Tiles 4-5 by Ada +the result of job 0x\w{8} +4-5/);
    expect(text).to.match(/the 3 works above +0-5/);
    expect(text).to.match(/resale +250.0 TUSD +Cleo 235.0 +client 12.5 +2.5 +Dan/);
    const { sales, parts } = summarizeWorks(told);
    expect(sales).to.deep.include.members([
      {
        ...{ order: told.deals[1]?.sold.order, what: "resale", seller: "Cleo", buyer: "Dan" },
        ...{ price: "250000000", proceeds: "235000000", royaltyReceiver: "client" },
        ...{ royalty: "12500000", fee: "2500000", isCleared: true },
      },
    ]);
    expect(parts).to.have.length(3);
  });
});
