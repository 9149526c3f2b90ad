import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { contentId, contentUri, digestOfContent, works as workCalls } from "@weft/sdk";
import { expect } from "chai";
import { toUtf8Bytes } from "ethers";

import { encodePng } from "../../scripts/main-job/png";
import type { Chapter } from "../../scripts/main-job/story";
import { acceptedOutputs, type Done } from "../../scripts/main-job/task";
import type { Gallery } from "../../scripts/main-job/works/gallery";
import { mintPart, mintPicture } from "../../scripts/main-job/works/mint";
import { encodeReceipts, parseReceipts } from "../../scripts/main-job/works/receipts";
import { cutTiles, drawTiles, placesText } from "../../scripts/main-job/works/tiles";
import { tracePart, tracePicture } from "../../scripts/main-job/works/trace";
import { publish, readBack } from "../../scripts/works/content";
import { LAYOUT, doneOf, endGalleries, galleryOf, renderPicture, type Rendered } from "./picture";

async function setUp() {
  const rendered = await loadFixture(renderPicture);
  const { gallery, folder } = await galleryOf(rendered);
  const done = doneOf(rendered);
  return { rendered, gallery, folder, done, creator: rendered.market.client };
}

/** Mints a job's result with an image and receipts of the creator's choice: the chain checks neither. */
async function mintAs(
  { gallery, rendered }: { gallery: Gallery; rendered: Rendered },
  { opened, delivery }: Done<Chapter>,
  said: { image: Uint8Array; receipts: Uint8Array | undefined },
): Promise<bigint> {
  const { store, stall } = gallery;
  const { signer } = rendered.market.client;
  const kept = said.receipts === undefined ? undefined : await store.put(said.receipts);
  const properties = kept === undefined ? {} : { receipts: contentUri(kept.digest) };
  const named = { name: "A lie", description: "", image: said.image, properties };
  const { tokenId } = await workCalls.mintFromJob({
    ...{ signer, works: stall.at.works, job: opened.job, result: delivery.receipt.root },
    metadata: await publish(store, named),
  });
  return tokenId;
}

describe("what the main job minted", () => {
  afterEach(endGalleries);

  context("changed on disk", () => {
    async function minted() {
      const world = await setUp();
      const tokenId = await mintPart(world.gallery, world.creator, world.done[0]);
      const { work, metadata } = await readBack(world.gallery.store, {
        works: world.gallery.stall.at.works,
        tokenId,
      });
      const fileOf = (uri: string): string => join(world.folder, contentId(digestOfContent(uri)));
      const receipts = String(metadata.properties?.["receipts"]);
      return { ...world, tokenId, files: [work.uri, metadata.image, receipts].map(fileOf) };
    }

    for (const [at, name] of ["metadata", "image", "receipts"].entries()) {
      it(`is refused when read back: other ${name}`, async () => {
        const { gallery, tokenId, files, done } = await minted();
        const other = drawTiles(LAYOUT, acceptedOutputs([done[1]]));
        writeFileSync(files[at] ?? "", other);
        await expect(tracePart(gallery, tokenId)).to.be.rejectedWith(/has another digest/);
      });

      it(`is refused when read back: ${name} of another work`, async () => {
        const { gallery, tokenId, files, folder, done, creator } = await minted();
        const second = await mintPart(gallery, creator, done[1]);
        const { work } = await readBack(gallery.store, {
          works: gallery.stall.at.works,
          tokenId: second,
        });
        renameSync(join(folder, contentId(digestOfContent(work.uri))), files[at] ?? "");
        await expect(tracePart(gallery, tokenId)).to.be.rejectedWith(/has another digest/);
      });

      it(`is refused when read back: no ${name}`, async () => {
        const { gallery, tokenId, files } = await minted();
        rmSync(files[at] ?? "");
        await expect(tracePart(gallery, tokenId)).to.be.rejectedWith(/is not kept here/);
      });
    }
  });

  context("with a provenance that it does not have", () => {
    const receiptsOf = ({ delivery }: Done<Chapter>): Uint8Array =>
      encodeReceipts(delivery.receipt.chunks);

    it("is refused where a pixel is another", async () => {
      const world = await setUp();
      const [first] = world.done;
      const outputs = acceptedOutputs([first]);
      outputs.set(1, new Uint8Array(12).fill(200));
      const said = { image: drawTiles(LAYOUT, outputs), receipts: receiptsOf(first) };
      await expect(tracePart(world.gallery, await mintAs(world, first, said))).to.be.rejectedWith(
        'tile 1 of "A lie" is not what its job gave',
      );
    });

    it("is refused where it shows the tiles of other jobs too", async () => {
      const world = await setUp();
      const [first] = world.done;
      const image = drawTiles(LAYOUT, acceptedOutputs(world.done));
      const said = { image, receipts: receiptsOf(first) };
      await expect(tracePart(world.gallery, await mintAs(world, first, said))).to.be.rejectedWith(
        'tile 2 of "A lie" is not what its job gave',
      );
    });

    it("is refused with the receipts of another job", async () => {
      const world = await setUp();
      const [first, second] = world.done;
      const image = drawTiles(LAYOUT, acceptedOutputs([second]));
      const said = { image, receipts: receiptsOf(second) };
      await expect(tracePart(world.gallery, await mintAs(world, first, said))).to.be.rejectedWith(
        'the receipts of "A lie" are not those of its job\'s result',
      );
    });

    it("is refused without receipts, or with something else in their place", async () => {
      const world = await setUp();
      const [first, second] = world.done;
      const image = drawTiles(LAYOUT, acceptedOutputs([first]));
      const without = await mintAs(world, first, { image, receipts: undefined });
      await expect(tracePart(world.gallery, without)).to.be.rejectedWith(
        "does not say what it was computed by",
      );
      const other = await mintAs(world, second, { image, receipts: toUtf8Bytes("{}") });
      await expect(tracePart(world.gallery, other)).to.be.rejectedWith("the receipts are no list");
    });

    it("is refused in another size", async () => {
      const world = await setUp();
      const [first] = world.done;
      const image = encodePng({ width: 1, height: 1, rgb: new Uint8Array(3) });
      const said = { image, receipts: receiptsOf(first) };
      await expect(tracePart(world.gallery, await mintAs(world, first, said))).to.be.rejectedWith(
        "the image is 1 x 1, but must be 6 x 4",
      );
    });

    it("is refused of a work that no job gave", async () => {
      const { gallery, done, creator } = await setUp();
      const metadata = await publish(gallery.store, {
        ...{ name: "Drawn by hand", description: "" },
        image: drawTiles(LAYOUT, acceptedOutputs([done[0]])),
      });
      const { works } = gallery.stall.at;
      const { tokenId } = await workCalls.mint({ signer: creator.signer, works, metadata });
      await expect(tracePart(gallery, tokenId)).to.be.rejectedWith(
        '"Drawn by hand" does not say what it was computed by',
      );
      await expect(tracePicture(gallery, tokenId)).to.be.rejectedWith(
        'tile 0 of "Drawn by hand" is of none of its parents',
      );
    });

    it("is refused of a picture that shows a tile no parent has", async () => {
      const { gallery, done, creator } = await setUp();
      const [first, second] = done;
      const parents = [
        await mintPart(gallery, creator, first),
        await mintPart(gallery, creator, second),
      ];
      const tokenId = await mintPicture(gallery, creator, { done, parents });
      await expect(tracePicture(gallery, tokenId)).to.be.rejectedWith(
        /tile 4 .* none of its parents/,
      );
    });

    it("is refused where the metadata is none", async () => {
      const { gallery, creator } = await setUp();
      const { works } = gallery.stall.at;
      const { digest } = await gallery.store.put(toUtf8Bytes('{"name":"No image"}'));
      const call = { signer: creator.signer, works, metadata: digest };
      const { tokenId } = await workCalls.mint(call);
      await expect(readBack(gallery.store, { works, tokenId })).to.be.rejectedWith(
        /names is no metadata of a work/,
      );
    });
  });
});

describe("tiles", () => {
  it("are cut as they were drawn, and black where there are none", () => {
    const tile = Uint8Array.from({ length: 12 }, (_, at) => at * 7);
    const cut = cutTiles(LAYOUT, drawTiles(LAYOUT, new Map([[4, tile]])));
    expect(cut).to.have.length(6);
    expect(cut[4]).to.deep.equal(tile);
    expect(cut[0]).to.deep.equal(new Uint8Array(12));
  });

  it("are named by their places", () => {
    expect(placesText([4, 0, 1, 2, 7])).to.equal("0-2, 4, 7");
    expect(placesText([])).to.equal("");
  });
});

describe("kept receipts", () => {
  const digest = `0x${"ab".repeat(32)}` as const;
  const chunk = {
    index: 3,
    inputDigest: digest,
    outputDigest: digest,
    fuel: 9n,
    exit: "ok",
  } as const;

  it("are read as they were written, without what is in no leaf", () => {
    const bytes = encodeReceipts([{ ...chunk, detail: "for people" }]);
    expect(parseReceipts(bytes)).to.deep.equal([chunk]);
  });

  for (const [what, change] of Object.entries({
    "an index that is none": { index: -1 },
    "an output that is no digest": { outputDigest: "0x12" },
    "an input that is no digest": { inputDigest: 1 },
    "fuel that is none": { fuel: "-1" },
    "a program that failed": { exit: "trap" },
  })) {
    it(`are refused with ${what}`, () => {
      const bytes = toUtf8Bytes(JSON.stringify([{ ...chunk, fuel: "9", ...change }]));
      expect(() => parseReceipts(bytes)).to.throw(
        "receipt 0 says nothing of a chunk that was done",
      );
    });
  }

  it("are refused where they hold something else", () => {
    expect(() => parseReceipts(toUtf8Bytes("[null]"))).to.throw("receipt 0 says nothing");
    expect(() => parseReceipts(toUtf8Bytes("{}"))).to.throw("the receipts are no list");
  });
});
