import { loadFixture, mine, setCode } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { ZeroHash, concat, encodeRlp, id, keccak256 } from "ethers";
import { ethers } from "hardhat";

import { blockAt, headerOf } from "../support/court";

/** Where chains keep the hashes of 8,191 blocks (EIP-2935). */
const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";
const OLD = 1n;
const RANDAO = id("prevrandao");
const FIELDS_BEFORE = 13;

async function deploy() {
  const harness = await ethers.deployContract("HeaderRandaoHarness");
  await mine(300);
  return { harness };
}

/** A contract that answers everything with a word. */
const answering = (word: string): string => concat(["0x7f", word, "0x60005260206000f3"]);

/** So many that their list is longer than 55 bytes, as that of every header is. */
const FIELDS = 60;

/** A header whose other fields are like that, one that a chain may have or not. */
function headerWith(field: string): string {
  const fields = new Array<string>(FIELDS).fill(field);
  fields[FIELDS_BEFORE] = RANDAO;
  return encodeRlp(fields);
}

/** Says of a header that its hash is that of an old block. */
async function plant(header: string): Promise<void> {
  await setCode(HISTORY, answering(keccak256(header)));
}

describe("HeaderRandao.read", () => {
  // The chain has its own history again.
  after(() => loadFixture(deploy));

  for (const [what, field] of [
    ["there is nothing", "0x"],
    ["the only byte is the highest that stands for itself", "0x7f"],
    ["the only byte is the lowest that does not", "0x80"],
    ["there are two bytes", "0x0102"],
    ["there are 55 bytes", `0x${"01".repeat(55)}`],
    ["there are 56 bytes", `0x${"01".repeat(56)}`],
    ["there are 256 bytes, as in a bloom filter", `0x${"01".repeat(256)}`],
    ["there are 4,096 bytes", `0x${"01".repeat(4_096)}`],
  ] as const) {
    it(`passes fields in which ${what}`, async () => {
      const { harness } = await loadFixture(deploy);
      const header = headerWith(field);
      await plant(header);
      const gasLimit = 30_000_000n;
      expect(await harness.read(header, OLD, { gasLimit })).to.deep.equal([true, RANDAO]);
    });
  }

  it("reads the header of a block of this chain", async () => {
    const { harness } = await loadFixture(deploy);
    const number = await ethers.provider.getBlockNumber();
    const randao: unknown = Reflect.get(await blockAt(number), "mixHash");
    await mine(1);
    expect(await harness.read(await headerOf(number), number)).to.deep.equal([true, randao]);
  });

  it("is no header whose hash is another, or of a block whose hash is gone", async () => {
    const { harness } = await loadFixture(deploy);
    const header = headerWith("0x01");
    await plant(header);
    for (const other of [concat([header, "0x00"]), headerWith("0x02"), "0x"]) {
      expect(await harness.read(other, OLD)).to.deep.equal([false, ZeroHash]);
    }
    await setCode(HISTORY, answering(ZeroHash));
    expect(await harness.read(header, OLD)).to.deep.equal([false, ZeroHash]);
  });
});
