import type { Sentences } from "./template";

/** Errors of works and their vouchers. */
export const WORKS_SENTENCES: Sentences = {
  WorksRoyaltyAboveCap: {
    sentence: "a royalty of {royaltyBps} basis points is above the cap of {cap}",
    remedy: "mint with a royalty up to the cap",
  },
  WorksInvalidOwner: {
    sentence: "a work needs an owner; the zero account is none",
    remedy: "name an owner other than the zero account",
  },
  WorksInvalidReceiver: {
    sentence: "{receiver} holds money for others and can receive no royalties of its own",
    remedy: "name another receiver",
  },
  WorksNoMetadata: {
    sentence: "a work needs metadata; the digest is zero",
    remedy: "mint with the digest of the metadata",
  },
  WorksInvalidCollection: {
    sentence:
      "{collection} is no collection for this work; they are below 2^31, and zero for works from jobs",
    remedy: "name a collection of yours below the limit, or zero for a job's result",
  },
  WorksMintedBefore: {
    sentence: "work {tokenId} was minted before; each result is minted once",
    remedy: "nothing is left to mint; read the work that exists",
  },
  WorksNotBeneficiary: {
    sentence:
      "only {beneficiary}, the beneficiary of job {jobId:short}, may mint its result; the caller is {caller}",
    remedy: "mint as the beneficiary of the job",
  },
  WorksJobNotAccepted: {
    sentence:
      "job {jobId:short} is {status:jobStatus}; only results of accepted jobs are minted, while their market remembers them",
    isRetryable: true,
    remedy: "settle the job first, and mint while its market remembers it",
  },
  WorksNotTheResult: {
    sentence: "the verifier of job {jobId:short} has another result on record than {result:short}",
    remedy: "bring the result that the verifier has on record",
  },
  WorksNotVouchers: {
    sentence: "only the contract of vouchers, {vouchers}, may do this",
    remedy: "mint by the contract of vouchers",
  },
  WorksNotMarket: {
    sentence: "only the market of works, {market}, may do this",
    remedy: "buy on the market of works",
  },
  WorksNoSuchParent: {
    sentence: "there is no work {parent} to derive from, or no more",
    remedy: "name parents that exist",
  },
  WorksParentClosed: {
    sentence: "the licence of work {parent} does not allow others to derive from it",
    remedy: "derive from other works, or ask the creator for another licence",
  },
  WorksTooDeep: {
    sentence: "{depth} generations of ancestors are more than the four allowed",
    remedy: "derive from earlier generations",
  },
  WorksTooWide: {
    sentence: "{width} parents or payees are more than the eight allowed",
    remedy: "name fewer parents or payees",
  },
  WorksAncestryAboveCap: {
    sentence: "{ancestorBps} basis points for ancestors are above the cap of {cap}",
    remedy: "name fewer parents, or such with lower royalties",
  },
  WorksNotReceiver: {
    sentence:
      "royalties of work {parent} go to {receiver}, not to the split of the payees given, {given}",
    remedy: "give the payees of the split that receives the royalties",
  },
  WorksRoyaltyBelowParent: {
    sentence:
      "a royalty of {royaltyBps} basis points is below that of parent {parent}; it must be {least} at least",
    remedy: "mint with at least the royalty of the parent",
  },
  WorksNotCreatorOwned: {
    sentence:
      "{caller} is not both creator and owner of work {tokenId}; nobody else changes its metadata",
    remedy: "change it as creator, while it is yours",
  },
  WorksResting: {
    sentence:
      "the metadata of work {tokenId} changed a short while ago; it can move from {restedAt:time} on",
    isRetryable: true,
    remedy: "wait until the rest is over",
  },
  WorksOtherOwner: {
    sentence: "work {tokenId} belongs to {owner}, not to {expected}",
    remedy: "read the owner again",
  },
  WorksAlreadyCleared: {
    sentence: "{owner} has the benefits of work {tokenId} already",
    remedy: "nothing is left to pay",
  },
  WorksInvalidValidator: {
    sentence: "there is no contract at {validator} to decide on transfers",
    remedy: "name a contract, or zero for none",
  },

  VoucherNoCount: {
    sentence: "no copy was asked for; one at least is needed",
    remedy: "ask for one copy or more",
  },
  VoucherNotStarted: {
    sentence: "voucher {voucher:short} can be used from {startsAt:time} on; it is {time:time}",
    isRetryable: true,
    remedy: "wait until the voucher can be used",
  },
  VoucherExpired: {
    sentence: "voucher {voucher:short} could be used until {expiry:time}; it is {time:time}",
    remedy: "ask the creator for a new voucher",
  },
  VoucherSoldOut: {
    sentence: "{count} copies of voucher {voucher:short} were asked for; {left} are left",
    remedy: "ask for at most what is left",
  },
  VoucherAccountLimit: {
    sentence:
      "{account} would have minted {count} copies of voucher {voucher:short}; {limit} are allowed",
    remedy: "ask for fewer copies",
  },
  VoucherNotAllowed: {
    sentence: "{account} is not on the list of voucher {voucher:short}",
    remedy: "ask the creator to be listed",
  },
  VoucherInvalidSignature: {
    sentence: "the signature of voucher {voucher:short} is not that of its creator {creator}",
    remedy: "bring the voucher with its creator's signature, unchanged",
  },
  VoucherWrongEther: {
    sentence: "{value} wei came with the call; the price is exactly {price}",
    remedy: "send exactly the price",
  },

  SplitNotAClone: {
    sentence: "this is the code that splits share, and no split",
    remedy: "call a split that was made of this code",
  },
  SplitNothingToShare: {
    sentence: "nothing in {currency} has come in since it was last shared",
    remedy: "wait until something comes in",
  },
  SplitsInvalidCount: {
    sentence: "{payees} payees with {shares} shares cannot be; 1 to 32, and one share each",
    remedy: "name from 1 to 32 payees with a share each",
  },
  SplitsInvalidPayee: {
    sentence: "payee {index}, {payee} with a share of {share}, cannot be; neither may be zero",
    remedy: "name payees and shares above zero",
  },
  SplitsInvalidTotal: {
    sentence: "the shares are {total} together; they must be a million",
    remedy: "give shares that are a million together",
  },
};
