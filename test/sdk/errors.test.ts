import { loadFixture } from "@nomicfoundation/hardhat-network-helpers";
import { expect } from "chai";
import { AbiCoder, Interface, JsonRpcProvider, makeError, ZeroAddress, ZeroHash } from "ethers";
import { ethers } from "hardhat";
import {
  ContractError,
  decodeContractError,
  describeContractError,
  explainContractError,
  KNOWN_ERRORS,
  packMatch,
  toWeftError,
  WeftError,
} from "../../packages/sdk/src";
import { isFormat, placeholdersOf } from "../../packages/sdk/src/errors/describe";
import { SENTENCES } from "../../packages/sdk/src/errors/sentences";
import * as factories from "../../typechain-types/factories/contracts";
import { FalseReturningToken__factory } from "../../typechain-types/factories/contracts/test/FalseReturningToken__factory";
import { NoReturnToken__factory } from "../../typechain-types/factories/contracts/test/NoReturnToken__factory";
import { failureOf, openWorld, signedMatch, USD, WEFT, type World } from "./support/world";

interface Named {
  abi: readonly { type: string; name?: string }[];
}

function isFactory(value: unknown): value is Named {
  return typeof value === "function" && "abi" in value && Array.isArray(value.abi);
}

/** Names of the errors in the ABIs under a tree of factories. */
function errorsIn(tree: object): string[] {
  return Object.values(tree).flatMap((value: unknown) => {
    if (isFactory(value)) {
      return value.abi.flatMap(({ type, name }) => (type === "error" && name ? [name] : []));
    }
    return typeof value === "object" && value !== null ? errorsIn(value) : [];
  });
}

const transaction = { to: null, data: "0x12345678" };

function decoded(error: unknown): ContractError {
  const found = decodeContractError(error);
  if (found === undefined) throw new Error("no revert was found", { cause: error });
  return found;
}

describe("sdk sentences", () => {
  it("exist for every error of our contracts", () => {
    const ours = Object.fromEntries(
      Object.entries(factories).filter(([folder]) => folder !== "test"),
    );
    const names = new Set([...errorsIn(ours), ...KNOWN_ERRORS.map(({ name }) => name)]);
    expect(names.size).to.be.greaterThan(80);
    const missing = [...names].filter((name) => SENTENCES[name] === undefined);
    expect(missing).to.deep.equal([]);
    const known = new Set(KNOWN_ERRORS.map(({ name }) => name));
    expect([...names].filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it("exist only for errors that can come back", () => {
    const known = new Set(KNOWN_ERRORS.map(({ name }) => name));
    expect(Object.keys(SENTENCES).filter((name) => !known.has(name))).to.deep.equal([]);
  });

  it("use only arguments that the error has, and formats that exist", () => {
    for (const { name, inputs } of KNOWN_ERRORS) {
      const names = inputs.map((input) => input.name);
      for (const placeholder of placeholdersOf(SENTENCES[name]?.sentence ?? "")) {
        expect(names, name).to.include(placeholder.name);
        if (placeholder.format !== undefined) expect(isFormat(placeholder.format)).to.equal(true);
      }
    }
  });

  it("fill in every argument", () => {
    for (const { name, inputs } of KNOWN_ERRORS) {
      const args: Record<string, unknown> = {};
      for (const input of inputs) args[input.name] = input.type === "address" ? ZeroAddress : 1n;
      expect(describeContractError(name, args), name).to.not.match(/undefined|[{}]/);
    }
  });

  it("say what to do, in words that fit behind a colon and need no values", () => {
    for (const { name } of KNOWN_ERRORS) {
      const manual = explainContractError(name);
      expect(manual?.remedy, name).to.match(/^[a-z][^{}_]{5,}[^.\s]$/);
      expect(manual?.why, name).to.match(/^[^{}]+[^.\s]$/);
    }
    expect(explainContractError("MarketFeeAboveCap")).to.deep.equal({
      why: "the fee of _feeBps_ is above the cap of _cap_",
      remedy: "propose a fee up to the cap",
      isRetryable: false,
    });
    expect(explainContractError("MarketVerdictPending")?.isRetryable).to.equal(true);
    expect(explainContractError("NoSuchError")).to.equal(undefined);
  });

  it("show times, shares and codes as people read them", () => {
    expect(describeContractError("ERC2612ExpiredSignature", { deadline: 1_700_000_000n })).to.equal(
      "the permit was valid until 2023-11-14T22:13:20Z",
    );
    expect(describeContractError("MarketFeeAboveCap", { feeBps: 1_050n, cap: 500n })).to.equal(
      "the fee of 10.5% is above the cap of 5%",
    );
    const short = {
      provider: ZeroAddress,
      market: ZeroAddress,
      free: 15n * 10n ** 17n,
      needed: WEFT,
    };
    expect(describeContractError("StakeInsufficientFree", short)).to.contain("1.5 WEFT free");
    expect(describeContractError("StakeInsufficientFree", short)).to.contain("; 1 WEFT are needed");
    const never = { provider: ZeroAddress, market: ZeroAddress, readyAt: 0n };
    expect(describeContractError("StakeNothingReady", never)).to.contain("no request to leave");
    const soon = { ...never, readyAt: 1_700_000_000n };
    expect(describeContractError("StakeNothingReady", soon)).to.contain("2023-11-14T22:13:20Z");
    expect(describeContractError("Panic", { code: 17n })).to.contain("overflow");
    expect(describeContractError("Panic", { code: 99n })).to.contain("code 99");
    expect(describeContractError("ERC2612ExpiredSignature", { deadline: 2n ** 255n })).to.contain(
      `second ${2n ** 255n}`,
    );
  });
});

describe("sdk decodeContractError", () => {
  const unknownJob = {
    request: ZeroHash,
    client: ZeroAddress,
    payer: ZeroAddress,
    beneficiary: ZeroAddress,
    provider: ZeroAddress,
    token: ZeroAddress,
    pricePerUnit: 0n,
    needs: 0n,
    spec: ZeroHash,
    verifier: ZeroAddress,
    verifierTerms: ZeroHash,
    share: 0n,
    terms: 0n,
  };

  const REVERTS: [error: string, call: (world: World) => Promise<unknown>][] = [
    ["MarketJobNotOpen", ({ market }) => market.settle(unknownJob)],
    ["MarketFeeAboveCap", ({ market }) => market.setFee(501)],
    ["MarketInvalidTreasury", ({ market }) => market.setTreasury(ZeroAddress)],
    ["OwnableUnauthorizedAccount", ({ market, who }) => market.connect(who.client).setFee(1)],
    ["OrderWrongEpoch", ({ market }) => market.cancel(1n << 32n)],
    ["VaultZeroAmount", ({ vault, at }) => vault.withdraw(at.token, 0, at.market)],
    ["VaultNotAToken", ({ vault, who }) => vault.deposit(who.client, 1, who.client)],
    [
      "ERC6909InsufficientBalance",
      ({ vault, at, who }) => vault.withdraw(at.token, 1, who.deployer),
    ],
    ["ERC6909InvalidReceiver", ({ vault, at }) => vault.withdraw(at.token, 1, ZeroAddress)],
    ["ERC6909InvalidSpender", ({ vault }) => vault.setOperator(ZeroAddress, true)],
    ["ERC20InsufficientAllowance", ({ vault, at }) => vault.deposit(at.token, 1, at.market)],
    ["StakeZeroAmount", ({ stakeVault, at }) => stakeVault.provision(at.market, 0)],
    ["StakeInvalidMarket", ({ stakeVault }) => stakeVault.provision(ZeroAddress, 1)],
    ["StakeInsufficient", ({ stakeVault, at }) => stakeVault.thaw(at.market, 1)],
    ["StakeInsufficientFree", ({ stakeVault, who }) => stakeVault.lock(who.provider, 1)],
    [
      "StakeInsufficientLocked",
      ({ stakeVault, who }) => stakeVault.unlock(who.provider, 1, 10_000),
    ],
    [
      "StakeSlashAboveLock",
      ({ stakeVault, who }) => stakeVault.slash(who.provider, 1, 10_000, 2, who.client),
    ],
    [
      "StakeNothingReady",
      ({ stakeVault, who, at }) => stakeVault.withdraw(who.provider, at.market),
    ],
    ["StakeNothingToClaim", ({ stakeVault, who }) => stakeVault.claim(who.client)],
    [
      "StakePoolMissing",
      ({ stakeVault, who, at }) => stakeVault.delegate(who.provider, at.market, WEFT, 0),
    ],
    [
      "StakeBelowMinimum",
      ({ stakeVault, who, at }) => stakeVault.delegate(who.provider, at.market, 1, 0),
    ],
    ["StakeCommissionAboveCap", ({ stakeVault, at }) => stakeVault.openPool(at.market, 5_001, [])],
    ["StakeInvalidTokenCount", ({ stakeVault, at }) => stakeVault.openPool(at.market, 0, [])],
    [
      "StakeInvalidToken",
      ({ stakeVault, at }) => stakeVault.openPool(at.market, 0, [at.token, at.token]),
    ],
    [
      "StakeInsufficientShares",
      ({ stakeVault, who, at }) => stakeVault.undelegate(who.provider, at.market, 1, 0),
    ],
    ["StakeInvalidScopes", ({ stakeVault, who }) => stakeVault.setOperator(who.client, 8)],
    [
      "StakeNotOperator",
      ({ stakeVault, who, at }) => stakeVault.thawFor(who.provider, at.market, 1),
    ],
    [
      "AttestationWrongProvider",
      ({ verifier, who }) => verifier.submitFor(who.provider, ZeroHash, ZeroHash, ZeroHash),
    ],
    ["AttestationInvalidRoot", ({ verifier }) => verifier.submit(ZeroHash, ZeroHash, ZeroHash)],
    [
      "ERC20InsufficientBalance",
      ({ weft, who }) => weft.connect(who.client).transfer(who.provider, WEFT),
    ],
    [
      "ERC2612ExpiredSignature",
      ({ weft, who, at }) => weft.permit(who.client, at.vault, 1, 1, 27, ZeroHash, ZeroHash),
    ],
    ["ERC5805FutureLookup", ({ weft, who }) => weft.getPastVotes(who.client, 2n ** 40n)],
  ];

  for (const [error, call] of REVERTS) {
    it(`decodes ${error}`, async () => {
      const world = await loadFixture(openWorld);
      const found = decoded(await failureOf(call(world)));
      expect(found.error).to.equal(error);
      expect(found.message).to.not.match(/undefined|[{}]/);
      expect(found.code).to.equal("CONTRACT_REVERTED");
      expect(found.details).to.deep.equal({ error, args: found.args, data: found.data });
    });
  }

  it("decodes a token that refuses by its answer", async () => {
    const { vault, who } = await loadFixture(openWorld);
    const lying = await new FalseReturningToken__factory(who.deployer).deploy();
    await lying.setFailing(true);
    const found = decoded(await failureOf(vault.deposit(lying, 1, who.client)));
    expect(found.error).to.equal("SafeERC20FailedOperation");
    expect(found.args).to.deep.equal({ token: await lying.getAddress() });
  });

  it("decodes a panic of a token", async () => {
    const { vault, who } = await loadFixture(openWorld);
    const token = await new NoReturnToken__factory(who.deployer).deploy();
    const found = decoded(await failureOf(vault.deposit(token, 1, who.client)));
    expect(found).to.include({ error: "Panic", retryable: false });
    expect(found.message).to.contain("overflow");
  });

  it("decodes errors of strange contracts whose interface is given", async () => {
    const { who } = await loadFixture(openWorld);
    const token = await new NoReturnToken__factory(who.deployer).deploy();
    await token.approve(who.client, 5);
    const failure = await failureOf(token.approve(who.client, 6));
    expect(decoded(failure).error).to.match(/^0x[0-9a-f]{8}$/);
    const found = decodeContractError(failure, { interfaces: [token.interface] });
    expect(found?.error).to.equal("NoReturnTokenAllowanceSet");
    expect(found?.args).to.deep.equal({ allowance: 5n });
  });

  it("decodes a call whose gas does not reach the verifier", async () => {
    const world = await loadFixture(openWorld);
    const { market, who } = world;
    const match = await signedMatch(world, { offer: { condition: world.at.verifier } });
    const call = market.connect(who.matcher).matchOrders(packMatch(match), { gasLimit: 130_000 });
    const found = decoded(await failureOf(call));
    expect(found).to.include({ error: "CappedCallGasTooLow", retryable: true });
  });

  const tooFew = new Interface([
    "error MarketOverfilled(bytes32 order, uint64 units, uint64 left)",
  ]);
  const data = tooFew.encodeErrorResult("MarketOverfilled", [ZeroHash, 5n, 3n]);
  const call = { action: "call", reason: null, invocation: null, revert: null } as const;
  const SHAPES: [shape: string, error: unknown][] = [
    ["raw data", data],
    ["an error of ethers", makeError("x", "CALL_EXCEPTION", { ...call, data, transaction })],
    [
      "an answer of a node within one of ethers",
      { code: "UNKNOWN_ERROR", error: { code: 3, data } },
    ],
    ["a wallet's error", { code: "UNKNOWN_ERROR", info: { error: { data: { data } } } }],
    ["an error of Hardhat over HTTP", { data: { message: "reverted", data } }],
    ["a cause", new Error("outer", { cause: new Error("inner", { cause: { data } }) })],
  ];
  for (const [shape, error] of SHAPES) {
    it(`finds the revert in ${shape}`, () => {
      const found = decoded(error);
      expect(found.error).to.equal("MarketOverfilled");
      expect(found.args).to.deep.equal({ order: ZeroHash, units: 5n, left: 3n });
      expect(found.message).to.contain("takes 5 units").and.to.contain("3 left");
      expect(found.data).to.equal(data);
    });
  }

  it("decodes texts, panics, silence and strangers", () => {
    const coder = AbiCoder.defaultAbiCoder();
    const text = `0x08c379a0${coder.encode(["string"], ["no"]).slice(2)}`;
    expect(decoded(text)).to.include({ error: "Error", message: "a contract refused: no" });
    const panic = `0x4e487b71${coder.encode(["uint256"], [18]).slice(2)}`;
    expect(decoded(panic).message).to.contain("division by zero");
    expect(decoded("0x")).to.include({ error: "Silent" });
    expect(decoded("0xdeadbeef")).to.include({ error: "0xdeadbeef" });
    const short = data.slice(0, 40);
    expect(decoded(short).error).to.equal(data.slice(0, 10));
  });

  it("never takes the call's own data for the revert's", () => {
    const error = makeError("x", "CALL_EXCEPTION", { ...call, data: null, transaction });
    expect(decodeContractError(error)).to.equal(undefined);
  });

  it("survives errors that contain themselves", () => {
    const loop: { cause?: unknown } = {};
    loop.cause = loop;
    expect(decodeContractError(loop)).to.equal(undefined);
  });

  it("leaves a decoded error as it is", () => {
    const found = decoded(data);
    expect(decodeContractError(found)).to.equal(found);
    expect(toWeftError(found)).to.equal(found);
  });
});

describe("sdk toWeftError", () => {
  it("says that a network failure may pass", async () => {
    const provider = new JsonRpcProvider("http://127.0.0.1:1", 1, { staticNetwork: true });
    try {
      const failure = toWeftError(await failureOf(provider.send("eth_chainId", [])));
      expect(failure).to.be.instanceOf(WeftError).with.property("code", "CALL_FAILED");
      const timeout = toWeftError(makeError("slow", "TIMEOUT", { operation: "x", reason: "y" }));
      expect(timeout).to.include({ code: "CALL_FAILED", retryable: true });
    } finally {
      provider.destroy();
    }
  });

  it("keeps the cause of what is no revert", async () => {
    const [signer] = await ethers.getSigners();
    const failure = await failureOf(
      signer?.sendTransaction({ to: signer.address, value: 10n ** 30n }) ?? Promise.resolve(),
    );
    const error = toWeftError(failure);
    expect(error).to.include({ code: "CALL_FAILED", retryable: false });
    expect(error.cause).to.equal(failure);
    const funds = makeError("too poor", "INSUFFICIENT_FUNDS", { transaction });
    expect(toWeftError(funds).message).to.equal("the call failed: too poor");
  });

  it("decodes what a match was refused for", async () => {
    const world = await loadFixture(openWorld);
    const match = await signedMatch(world, { offer: { pricePerUnit: 4n * USD } });
    const failure = await failureOf(world.market.matchOrders(packMatch(match)));
    expect(toWeftError(failure)).to.be.instanceOf(ContractError);
    expect(toWeftError(failure).message).to.contain(`the ask of ${4n * USD}`);
  });
});
