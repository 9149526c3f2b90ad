import type { Sentences } from "./template";

/** Errors of the vault. */
export const VAULT_SENTENCES: Sentences = {
  VaultZeroAmount: {
    sentence: "zero of token {token} would move; the amount must be more",
    remedy: "name an amount above zero",
  },
  VaultTooMuch: {
    sentence: "{token} says that the vault holds {holds} of it; at most {limit} can be kept",
    remedy: "keep less of this token in the vault",
  },
  VaultNotAToken: {
    sentence: "there is no contract at {token}, so it is no token of this chain",
    remedy: "name the address of a token of this chain",
  },
};
