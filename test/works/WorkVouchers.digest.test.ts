import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { buildWorkVoucher, workVoucherDigest, type WorkVoucher } from "@weft/sdk";
import { expect } from "chai";
import { getAddress } from "ethers";
import { hashTypedData, isAddress } from "viem";

import { Random } from "../sdk/support/random";
import { deployWorksWorld } from "./support";

const ROUNDS = 100;

/** The types as wallets show them, apart from those of the SDK. */
const TYPES = {
  Voucher: [
    { name: "works", type: "address" },
    { name: "creator", type: "address" },
    { name: "collection", type: "uint32" },
    { name: "metadata", type: "bytes32" },
    { name: "royaltyReceiver", type: "address" },
    { name: "royaltyBps", type: "uint16" },
    { name: "isOpen", type: "bool" },
    { name: "ancestorBps", type: "uint16" },
    { name: "floorCurrency", type: "address" },
    { name: "floor", type: "uint96" },
    { name: "isGuarded", type: "bool" },
    { name: "currency", type: "address" },
    { name: "price", type: "uint128" },
    { name: "supply", type: "uint32" },
    { name: "perAccount", type: "uint32" },
    { name: "allowed", type: "bytes32" },
    { name: "startsAt", type: "uint40" },
    { name: "expiry", type: "uint40" },
    { name: "nonce", type: "uint64" },
  ],
} as const;

/** Any voucher that somebody could use. */
function voucherBy(random: Random): WorkVoucher {
  const account = () => getAddress(`0x${(random.uint(159) + 1n).toString(16).padStart(40, "0")}`);
  const [startsAt = 0, expiry = 0] = [random.number(40), random.number(40)].sort((a, b) => a - b);
  return buildWorkVoucher({
    ...{ works: account(), creator: account(), startsAt, expiry },
    metadata: `0x${(random.uint(255) + 1n).toString(16).padStart(64, "0")}`,
    collection: random.number(31),
    royaltyReceiver: random.address(),
    royaltyBps: random.below(1_001),
    isOpen: random.below(2) === 0,
    ancestorBps: random.below(5_001),
    floorCurrency: random.address(),
    floor: random.uint(96),
    isGuarded: random.below(2) === 0,
    currency: random.address(),
    price: random.uint(128),
    supply: 1 + random.number(31),
    perAccount: random.number(32),
    allowed: random.bytes32(),
    nonce: random.uint(64),
  });
}

describe("WorkVouchers.voucherDigest", () => {
  it("agrees with the SDK and viem on vouchers of any kind", async () => {
    const { workVouchers, voucherDomain } = await loadFixture(deployWorksWorld);
    const { verifyingContract } = voucherDomain;
    if (!isAddress(verifyingContract)) throw new Error(`${verifyingContract} is no address`);
    const domain = { ...voucherDomain, verifyingContract };
    const random = new Random("work voucher");
    for (let round = 0; round < ROUNDS; ++round) {
      const voucher = voucherBy(random);
      const digest = workVoucherDigest(voucherDomain, voucher);
      expect(await workVouchers.voucherDigest(voucher.works, voucher)).to.equal(digest);
      const types: Record<string, readonly { name: string; type: string }[]> = TYPES;
      const message = { ...voucher };
      expect(hashTypedData({ domain, types, primaryType: "Voucher", message })).to.equal(digest);
    }
  });
});
