import type { Sentences } from "./template";

/** Errors of works and their vouchers. */
export const WORKS_SENTENCES: Sentences = {
  WorksRoyaltyAboveCap: {
    sentence: "a royalty of {royaltyBps} basis points is above the cap of {cap}",
  },
  WorksInvalidOwner: { sentence: "a work needs an owner; the zero account is none" },
  WorksInvalidReceiver: {
    sentence: "{receiver} holds money for others and can receive no royalties of its own",
  },
  WorksNoMetadata: { sentence: "a work needs metadata; the digest is zero" },
  WorksInvalidCollection: {
    sentence:
      "{collection} is no collection for this work; they are below 2^31, and zero for works from jobs",
  },
  WorksMintedBefore: { sentence: "work {tokenId} was minted before; each result is minted once" },
  WorksNotBeneficiary: {
    sentence:
      "only {beneficiary}, the beneficiary of job {jobId:short}, may mint its result; the caller is {caller}",
  },
  WorksJobNotAccepted: {
    sentence:
      "job {jobId:short} is {status:jobStatus}; only results of accepted jobs are minted, while their market remembers them",
    isRetryable: true,
  },
  WorksNotTheResult: {
    sentence: "the verifier of job {jobId:short} has another result on record than {result:short}",
  },
  WorksNotVouchers: { sentence: "only the contract of vouchers, {vouchers}, may do this" },
  WorksNotMarket: { sentence: "only the market of works, {market}, may do this" },
  WorksNoSuchParent: { sentence: "there is no work {parent} to derive from, or no more" },
  WorksParentClosed: {
    sentence: "the licence of work {parent} does not allow others to derive from it",
  },
  WorksTooDeep: { sentence: "{depth} generations of ancestors are more than the four allowed" },
  WorksTooWide: { sentence: "{width} parents or payees are more than the eight allowed" },
  WorksAncestryAboveCap: {
    sentence: "{ancestorBps} basis points for ancestors are above the cap of {cap}",
  },
  WorksNotReceiver: {
    sentence:
      "royalties of work {parent} go to {receiver}, not to the split of the payees given, {given}",
  },
  WorksRoyaltyBelowParent: {
    sentence:
      "a royalty of {royaltyBps} basis points is below that of parent {parent}; it must be {least} at least",
  },
  WorksNotCreatorOwned: {
    sentence:
      "{caller} is not both creator and owner of work {tokenId}; nobody else changes its metadata",
  },
  WorksResting: {
    sentence:
      "the metadata of work {tokenId} changed a short while ago; it can move from {restedAt:time} on",
    isRetryable: true,
  },
  WorksOtherOwner: { sentence: "work {tokenId} belongs to {owner}, not to {expected}" },
  WorksAlreadyCleared: { sentence: "{owner} has the benefits of work {tokenId} already" },
  WorksInvalidValidator: { sentence: "there is no contract at {validator} to decide on transfers" },

  VoucherNoCount: { sentence: "no copy was asked for; one at least is needed" },
  VoucherNotStarted: {
    sentence: "voucher {voucher:short} can be used from {startsAt:time} on; it is {time:time}",
    isRetryable: true,
  },
  VoucherExpired: {
    sentence: "voucher {voucher:short} could be used until {expiry:time}; it is {time:time}",
  },
  VoucherSoldOut: {
    sentence: "{count} copies of voucher {voucher:short} were asked for; {left} are left",
  },
  VoucherAccountLimit: {
    sentence:
      "{account} would have minted {count} copies of voucher {voucher:short}; {limit} are allowed",
  },
  VoucherNotAllowed: { sentence: "{account} is not on the list of voucher {voucher:short}" },
  VoucherInvalidSignature: {
    sentence: "the signature of voucher {voucher:short} is not that of its creator {creator}",
  },
  VoucherWrongEther: { sentence: "{value} wei came with the call; the price is exactly {price}" },

  SplitNotAClone: { sentence: "this is the code that splits share, and no split" },
  SplitNothingToShare: { sentence: "nothing in {currency} has come in since it was last shared" },
  SplitsInvalidCount: {
    sentence: "{payees} payees with {shares} shares cannot be; 1 to 32, and one share each",
  },
  SplitsInvalidPayee: {
    sentence: "payee {index}, {payee} with a share of {share}, cannot be; neither may be zero",
  },
  SplitsInvalidTotal: { sentence: "the shares are {total} together; they must be a million" },
};
