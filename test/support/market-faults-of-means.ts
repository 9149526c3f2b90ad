import { makeNonce } from "@weft/sdk";
import { ethers, ZeroAddress } from "ethers";

import { BUSY, ofOffer, ofRequest, type Fault } from "./market-fault";

const BAD_SIGNATURE = ethers.concat([ethers.id("r"), ethers.id("s"), "0x1b"]);

/** Signatures and conditions that are missing. */
export const CONSENT_FAULTS: readonly Fault[] = [
  {
    name: "no signature of the provider",
    spoil: (d) => (d.tampered.offerSignature = BAD_SIGNATURE),
    error: "MarketInvalidSignature",
    args: (d, w) => [ofOffer(d, w), d.offer.provider],
  },
  {
    name: "no signature of the client",
    spoil: (d) => (d.tampered.requestSignature = BAD_SIGNATURE),
    error: "MarketInvalidSignature",
    args: (d, w) => [ofRequest(d, w), d.request.client],
  },
  {
    name: "no signature of the payer",
    spoil: (d, w) => {
      d.request.payer = w.payer.address;
      d.tampered.payerSignature = "0x";
    },
    error: "MarketInvalidSignature",
    args: (d, w) => [ofRequest(d, w), w.payer.address],
  },
  {
    name: "a payer who revoked",
    spoil: async (d, w) => {
      d.request.payer = w.payer.address;
      delete d.tampered.payerSignature;
      await w.jobMarket.connect(w.payer.key).revokePayer(ofRequest(d, w));
    },
    error: "MarketPayerRevoked",
    args: (d, w) => [ofRequest(d, w), w.payer.address],
  },
  {
    name: "a client who does not meet the offer's condition",
    spoil: async (d, w) => (d.offer.condition = await w.condition.getAddress()),
    error: "MarketConditionNotMet",
    args: (d) => [d.offer.condition, d.request.client],
  },
  {
    name: "a provider who does not meet the request's condition",
    spoil: async (d, w) => (d.request.condition = await w.condition.getAddress()),
    error: "MarketConditionNotMet",
    args: (d) => [d.request.condition, d.offer.provider],
  },
];

/** Slots, stake and money that are not there. */
export const MONEY_FAULTS: readonly Fault[] = [
  {
    name: "a slot that an open job holds",
    spoil: (d) => (d.request.nonce = makeNonce(0, BUSY)),
    error: "MarketJobSlotBusy",
    args: (d) => [d.request.client, BUSY, 0n],
  },
  {
    name: "too little free stake",
    spoil: async (d, w) => {
      const free = await w.stakeVault.freeOf(d.offer.provider, w.jobMarket);
      d.offer.collateralPerUnit = free / d.units + 1n;
    },
    error: "StakeInsufficientFree",
    args: async (d, w) => [
      d.offer.provider,
      await w.jobMarket.getAddress(),
      await w.stakeVault.freeOf(d.offer.provider, w.jobMarket),
      d.offer.collateralPerUnit * d.units,
    ],
    by: (w) => w.stakeVault,
  },
  {
    name: "a payment above 128 bits",
    spoil: (d) => {
      d.pricePerUnit = 2n ** 128n / d.units + 1n;
      d.offer.pricePerUnit = d.pricePerUnit;
      d.request.maxPricePerUnit = d.pricePerUnit;
    },
    error: "MarketAmountTooLarge",
    args: (d) => [d.pricePerUnit, (2n ** 128n - 1n) / d.units],
  },
  {
    name: "a payer who did not opt in to the market",
    spoil: async (d, w) => {
      const payer = d.request.payer === ZeroAddress ? w.client : w.payer;
      await w.vault.connect(payer.key).setOperator(w.jobMarket, false);
    },
    error: "ERC6909InsufficientAllowance",
    args: async (d, w) => [
      await w.jobMarket.getAddress(),
      0n,
      d.pricePerUnit * d.units,
      BigInt(d.offer.token),
    ],
    by: (w) => w.vault,
  },
  {
    name: "a payer with too little money",
    spoil: async (d, w) => {
      await w.vault.connect(w.client.key).setOperator(w.jobMarket, true);
      const price =
        (await w.vault.balanceOf(w.client.address, BigInt(d.offer.token))) / d.units + 1n;
      Object.assign(d, { pricePerUnit: price });
      Object.assign(d.offer, { pricePerUnit: price });
      Object.assign(d.request, { maxPricePerUnit: price });
    },
    error: "ERC6909InsufficientBalance",
    args: async (d, w) => [
      w.client.address,
      await w.vault.balanceOf(w.client.address, BigInt(d.offer.token)),
      d.pricePerUnit * d.units,
      BigInt(d.offer.token),
    ],
    by: (w) => w.vault,
  },
  {
    name: "a payer with too little money for the tip",
    spoil: async (d, w) => {
      const balance = await w.vault.balanceOf(w.client.address, BigInt(d.offer.token));
      d.request.tipPerUnit = (balance - d.pricePerUnit * d.units) / d.units + 1n;
    },
    error: "ERC6909InsufficientBalance",
    args: async (d, w) => {
      const token = BigInt(d.offer.token);
      const balance = await w.vault.balanceOf(w.client.address, token);
      const left = balance - d.pricePerUnit * d.units;
      return [w.client.address, left, d.request.tipPerUnit * d.units, token];
    },
    by: (w) => w.vault,
  },
];
