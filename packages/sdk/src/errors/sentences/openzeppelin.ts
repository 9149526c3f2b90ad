import type { Sentences } from "./template";

/** Errors of OpenZeppelin's contracts that ours are built on, and of tokens built on them. */
export const OPENZEPPELIN_SENTENCES: Sentences = {
  AddressEmptyCode: { sentence: "there is no contract at {target}" },
  CheckpointUnorderedInsertion: { sentence: "a vote checkpoint would be older than the last one" },
  Create2EmptyBytecode: { sentence: "there is no code to deploy" },
  ECDSAInvalidSignature: { sentence: "the signature is of no account" },
  ECDSAInvalidSignatureLength: { sentence: "the signature has {length} bytes; it must have 65" },
  ECDSAInvalidSignatureS: {
    sentence:
      "the signature's s value {s:short} is in the upper half, which is refused as malleable",
  },
  ERC20ExceededSafeSupply: { sentence: "a supply of {increasedSupply} is above the cap of {cap}" },
  ERC20InsufficientAllowance: {
    sentence:
      "{spender} may spend {allowance} base units of the token; {needed} are needed, so approve them first",
    isRetryable: true,
  },
  ERC20InsufficientBalance: {
    sentence: "{sender} has {balance} base units of the token; {needed} are needed",
    isRetryable: true,
  },
  ERC20InvalidApprover: { sentence: "{approver} cannot approve spending" },
  ERC20InvalidReceiver: { sentence: "{receiver} cannot receive tokens" },
  ERC20InvalidSender: { sentence: "{sender} cannot send tokens" },
  ERC20InvalidSpender: { sentence: "{spender} cannot be approved to spend" },
  ERC2612ExpiredSignature: { sentence: "the permit was valid until {deadline:time}" },
  ERC2612InvalidSigner: {
    sentence:
      "the permit was signed by {signer}; it must be signed by {owner}, over its current nonce",
  },
  ERC5805FutureLookup: {
    sentence: "votes at {timepoint:time} were asked for; they are known only before {clock:time}",
    isRetryable: true,
  },
  ERC6909InsufficientAllowance: {
    sentence:
      "{spender} may move {allowance} base units of token {id:token} in the vault; {needed} are needed, so make it an operator first",
    isRetryable: true,
  },
  ERC6909InsufficientBalance: {
    sentence:
      "{sender} has {balance} base units of token {id:token} in the vault; {needed} are needed, so deposit first",
    isRetryable: true,
  },
  ERC6909InvalidApprover: { sentence: "{approver} cannot approve spending in the vault" },
  ERC6909InvalidReceiver: { sentence: "{receiver} cannot receive a balance in the vault" },
  ERC6909InvalidSender: { sentence: "{sender} cannot send a balance in the vault" },
  ERC6909InvalidSpender: { sentence: "{spender} cannot be approved in the vault" },
  ERC721IncorrectOwner: { sentence: "token {tokenId} belongs to {owner}, not to {sender}" },
  ERC721InsufficientApproval: {
    sentence: "{operator} may not move token {tokenId}; its owner must approve it first",
    isRetryable: true,
  },
  ERC721InvalidApprover: { sentence: "{approver} cannot approve moving the token" },
  ERC721InvalidOperator: { sentence: "{operator} cannot be an operator" },
  ERC721InvalidOwner: { sentence: "{owner} cannot own a token" },
  ERC721InvalidReceiver: { sentence: "{receiver} cannot receive a token" },
  ERC721InvalidSender: { sentence: "{sender} cannot send the token" },
  ERC721NonexistentToken: { sentence: "there is no token {tokenId}, or no more" },
  FailedCall: { sentence: "a call that the contract made failed without saying why" },
  FailedDeployment: { sentence: "a contract could not be deployed" },
  InsufficientBalance: { sentence: "the contract has {balance} wei; {needed} are needed" },
  InvalidAccountNonce: {
    sentence: "the signature is not over the current nonce of {account}, {currentNonce}",
  },
  InvalidShortString: { sentence: "a stored short text is malformed" },
  OwnableInvalidOwner: { sentence: "{owner} cannot be the owner" },
  OwnableUnauthorizedAccount: { sentence: "only the owner may do this; the caller is {account}" },
  ReentrancyGuardReentrantCall: { sentence: "the contract was called again before it was done" },
  CloneArgumentsTooLong: { sentence: "there are too many payees for one contract" },
  SafeCastOverflowedUintDowncast: { sentence: "{value} does not fit {bits} bits" },
  SafeERC20FailedOperation: { sentence: "token {token} did not carry out the transfer" },
  StringTooLong: { sentence: "the text {str} is too long; at most 31 bytes fit" },
  VotesExpiredSignature: { sentence: "the signed delegation was valid until {expiry:time}" },
};
