import { ZeroAddress } from "ethers";
import { offerDigest, requestDigest } from "../orders/digest";
import type { WeftDomain } from "../orders/typed-data";
import type { Match } from "../orders/types";
import { isSameAccount } from "../words/range";

/** What the chain knows of one of the two orders. */
export interface OrderState {
  /** Current epoch of the signer's nonces. */
  epoch: number;
  /** The nonce, if it is of that epoch, was used or cancelled. */
  isNonceUsed: boolean;
  /** Units matched so far. */
  filled: bigint;
  /** The signature is the signer's, or of an offer, that of an operator of the provider. */
  isSigned: boolean;
  /** The other side meets the order's condition; true where it has none. */
  isConditionMet: boolean;
}

/** A verifier whose terms can be checked, with what they are checked against. */
export type KnownVerification = { way: "optimistic"; minBondPerJuror: bigint } | { way: "quorum" };

/** All that a match depends on beyond the two orders. */
export interface MatchState {
  domain: WeftDomain;
  /** Unix second of the block that the match would be in. */
  time: number;
  /** Longest time from a match to its last possible verdict. */
  maxJobSeconds: number;
  offer: OrderState;
  request: OrderState;
  /** The payer, where it is not the client, signed the request. True where it is. */
  isPayerSigned: boolean;
  isPayerRevoked: boolean;
  /** Another job is open under the index of the request's nonce and its next unit. */
  isSlotBusy: boolean;
  /** WEFT base units that the market can still lock behind the provider's jobs, delegated stake included. */
  freeStake: bigint;
  /** The provider's own part of it. */
  freeOwnStake: bigint;
  /** The only tokens in which the provider can be paid, since somebody delegates to it; undefined for any. */
  payableTokens: readonly string[] | undefined;
  /** Token base units of the payer in the vault. */
  payerBalance: bigint;
  /** What the market may move of them; `MaxUint256` where it is an operator. */
  payerAllowance: bigint;
  /** How the request's verifier can be checked; undefined where it is none that was named. */
  verification: KnownVerification | undefined;
}

/** A match with what several checks need of it. */
export interface MatchContext {
  match: Match;
  state: MatchState;
  matcher: string;
  offerDigest: string;
  requestDigest: string;
  payer: string;
}

/** Who pays for a request. */
export function payerOf({ payer, client }: { payer: string; client: string }): string {
  return isSameAccount(payer, ZeroAddress) ? client : payer;
}

export function contextOf(match: Match, matcher: string, state: MatchState): MatchContext {
  return {
    match,
    state,
    matcher,
    offerDigest: offerDigest(state.domain, match.offer),
    requestDigest: requestDigest(state.domain, match.request),
    payer: payerOf(match.request),
  };
}
