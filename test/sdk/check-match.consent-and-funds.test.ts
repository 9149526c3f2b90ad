import { MaxUint256 } from "ethers";
import { makeNonce, market as marketCalls, vault } from "../../packages/sdk/src";
import { ConditionMock__factory } from "../../typechain-types/factories/contracts/test/ConditionMock__factory";
import { giveReasons, openMatch, type Case } from "./support/match-reasons";
import { USD, WEFT } from "./support/world";

const CASES: Case[] = [
  {
    error: "MarketInvalidSignature",
    when: "somebody else signed the offer",
    changes: ({ who }) => ({
      offer: { provider: who.provider.address },
      match: { offerSignature: `0x${"11".repeat(64)}1b` },
    }),
  },
  {
    error: "MarketInvalidSignature",
    when: "the request is not signed",
    changes: () => ({ match: { requestSignature: "0x" } }),
  },
  {
    error: "MarketInvalidSignature",
    when: "the payer has not signed",
    changes: ({ who }) => ({
      request: { payer: who.payer.address },
      match: { payerSignature: "0x" },
    }),
  },
  {
    error: "MarketConditionNotMet",
    when: "the offer's condition is no contract",
    changes: ({ who }) => ({ offer: { condition: who.stranger.address } }),
  },
  {
    error: "MarketConditionNotMet",
    when: "the request's condition says no",
    changes: async ({ who }) => ({
      request: {
        condition: await (await new ConditionMock__factory(who.deployer).deploy()).getAddress(),
      },
    }),
  },
  {
    error: "MarketJobSlotBusy",
    when: "a job of the last epoch is open under the index",
    changes: async (world) => {
      await openMatch(world, { offer: { nonce: 1n } });
      await marketCalls.cancelAll({ signer: world.who.client, market: world.at.market });
      return { request: { nonce: makeNonce(1, 0) } };
    },
  },
  {
    error: "StakeInsufficientFree",
    when: "the stake is short",
    changes: () => ({ offer: { collateralPerUnit: 251n * WEFT } }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the payment does not fit",
    changes: () => ({
      offer: { pricePerUnit: 2n ** 126n },
      request: { maxPricePerUnit: MaxUint256 },
      match: { pricePerUnit: 2n ** 126n },
    }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the payment overflows",
    changes: () => ({
      offer: { pricePerUnit: MaxUint256 },
      request: { maxPricePerUnit: MaxUint256 },
      match: { pricePerUnit: MaxUint256 },
    }),
  },
  {
    error: "MarketAmountTooLarge",
    when: "the tip overflows",
    changes: () => ({ request: { tipPerUnit: MaxUint256 } }),
  },
  {
    error: "ERC6909InsufficientAllowance",
    when: "the payer opted out",
    changes: async ({ who, at }) => {
      const { vault: address, market } = at;
      await vault.setOperator({ signer: who.client, vault: address, market, isApproved: false });
      return {};
    },
  },
  {
    error: "ERC6909InsufficientAllowance",
    when: "the payer allows the payment but not the tip",
    changes: async ({ who, at, vault: contract }) => {
      await contract.connect(who.client).setOperator(at.market, false);
      await contract.connect(who.client).approve(at.market, BigInt(at.token), 8n * USD);
      return { request: { tipPerUnit: 1n } };
    },
  },
  {
    error: "ERC6909InsufficientBalance",
    when: "the payer has too little",
    changes: () => ({
      offer: { pricePerUnit: 251n * USD },
      request: { maxPricePerUnit: 251n * USD },
      match: { pricePerUnit: 251n * USD },
    }),
  },
  {
    error: "ERC6909InsufficientBalance",
    when: "the tip is too much",
    changes: () => ({ request: { tipPerUnit: 249n * USD } }),
  },
];

describe("sdk checkMatch, consent and funds", () => {
  giveReasons(CASES);
});
