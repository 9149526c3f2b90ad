import type { Sentences } from "./template";

/** Errors of OpenZeppelin's contracts that ours are built on, and of tokens built on them. */
export const OPENZEPPELIN_SENTENCES: Sentences = {
  AddressEmptyCode: {
    sentence: "there is no contract at {target}",
    remedy: "name the address of a contract of this chain",
  },
  CheckpointUnorderedInsertion: {
    sentence: "a vote checkpoint would be older than the last one",
    remedy: "none: report it, since no call should come here",
  },
  Create2EmptyBytecode: {
    sentence: "there is no code to deploy",
    remedy: "none: report it, since no call should come here",
  },
  ECDSAInvalidSignature: { sentence: "the signature is of no account", remedy: "sign again" },
  ECDSAInvalidSignatureLength: {
    sentence: "the signature has {length} bytes; it must have 65",
    remedy: "bring a signature of 65 bytes",
  },
  ECDSAInvalidSignatureS: {
    sentence:
      "the signature's s value {s:short} is in the upper half, which is refused as malleable",
    remedy: "sign again with a library that makes low s values",
  },
  ERC20ExceededSafeSupply: {
    sentence: "a supply of {increasedSupply} is above the cap of {cap}",
    remedy: "none: the supply is fixed",
  },
  ERC20InsufficientAllowance: {
    sentence:
      "{spender} may spend {allowance} base units of the token; {needed} are needed, so approve them first",
    isRetryable: true,
    remedy: "approve the spender for that amount",
  },
  ERC20InsufficientBalance: {
    sentence: "{sender} has {balance} base units of the token; {needed} are needed",
    isRetryable: true,
    remedy: "have the sender funded first",
  },
  ERC20InvalidApprover: {
    sentence: "{approver} cannot approve spending",
    remedy: "approve as another account",
  },
  ERC20InvalidReceiver: {
    sentence: "{receiver} cannot receive tokens",
    remedy: "name another receiver",
  },
  ERC20InvalidSender: {
    sentence: "{sender} cannot send tokens",
    remedy: "send from another account",
  },
  ERC20InvalidSpender: {
    sentence: "{spender} cannot be approved to spend",
    remedy: "approve another account",
  },
  ERC2612ExpiredSignature: {
    sentence: "the permit was valid until {deadline:time}",
    remedy: "sign the permit again, with a later deadline",
  },
  ERC2612InvalidSigner: {
    sentence:
      "the permit was signed by {signer}; it must be signed by {owner}, over its current nonce",
    remedy: "sign the permit as its owner, over the nonce of now",
  },
  ERC5805FutureLookup: {
    sentence: "votes at {timepoint:time} were asked for; they are known only before {clock:time}",
    isRetryable: true,
    remedy: "ask for a second that is past",
  },
  ERC6909InsufficientAllowance: {
    sentence:
      "{spender} may move {allowance} base units of token {id:token} in the vault; {needed} are needed, so make it an operator first",
    isRetryable: true,
    remedy: "call setOperator or approve in the vault",
  },
  ERC6909InsufficientBalance: {
    sentence:
      "{sender} has {balance} base units of token {id:token} in the vault; {needed} are needed, so deposit first",
    isRetryable: true,
    remedy: "deposit in the vault first",
  },
  ERC6909InvalidApprover: {
    sentence: "{approver} cannot approve spending in the vault",
    remedy: "approve as another account",
  },
  ERC6909InvalidReceiver: {
    sentence: "{receiver} cannot receive a balance in the vault",
    remedy: "name another receiver",
  },
  ERC6909InvalidSender: {
    sentence: "{sender} cannot send a balance in the vault",
    remedy: "move from another account",
  },
  ERC6909InvalidSpender: {
    sentence: "{spender} cannot be approved in the vault",
    remedy: "approve another account",
  },
  ERC721IncorrectOwner: {
    sentence: "token {tokenId} belongs to {owner}, not to {sender}",
    remedy: "read the owner again",
  },
  ERC721InsufficientApproval: {
    sentence: "{operator} may not move token {tokenId}; its owner must approve it first",
    isRetryable: true,
    remedy: "have the owner approve the operator",
  },
  ERC721InvalidApprover: {
    sentence: "{approver} cannot approve moving the token",
    remedy: "approve as the owner, or as its operator",
  },
  ERC721InvalidOperator: {
    sentence: "{operator} cannot be an operator",
    remedy: "name another operator",
  },
  ERC721InvalidOwner: { sentence: "{owner} cannot own a token", remedy: "name another account" },
  ERC721InvalidReceiver: {
    sentence: "{receiver} cannot receive a token",
    remedy: "name a receiver that takes tokens",
  },
  ERC721InvalidSender: {
    sentence: "{sender} cannot send the token",
    remedy: "move it as its owner",
  },
  ERC721NonexistentToken: {
    sentence: "there is no token {tokenId}, or no more",
    remedy: "name a token that exists",
  },
  FailedCall: {
    sentence: "a call that the contract made failed without saying why",
    remedy: "try the call by itself to see why it fails",
  },
  FailedDeployment: {
    sentence: "a contract could not be deployed",
    remedy: "send more gas, or read whether it is deployed already",
  },
  InsufficientBalance: {
    sentence: "the contract has {balance} wei; {needed} are needed",
    remedy: "send more ether with the call",
  },
  InvalidAccountNonce: {
    sentence: "the signature is not over the current nonce of {account}, {currentNonce}",
    remedy: "sign again over the nonce of now",
  },
  InvalidShortString: {
    sentence: "a stored short text is malformed",
    remedy: "none: report it, since no call should come here",
  },
  OwnableInvalidOwner: { sentence: "{owner} cannot be the owner", remedy: "name another owner" },
  OwnableUnauthorizedAccount: {
    sentence: "only the owner may do this; the caller is {account}",
    remedy: "propose it: the owner is the timelock",
  },
  ReentrancyGuardReentrantCall: {
    sentence: "the contract was called again before it was done",
    remedy: "call again when the first call is done",
  },
  CloneArgumentsTooLong: {
    sentence: "there are too many payees for one contract",
    remedy: "name fewer payees",
  },
  SafeCastOverflowedUintDowncast: {
    sentence: "{value} does not fit {bits} bits",
    remedy: "use a smaller number",
  },
  SafeERC20FailedOperation: {
    sentence: "token {token} did not carry out the transfer",
    remedy: "check balance, approval and whether the token lets itself be moved",
  },
  StringTooLong: {
    sentence: "the text {str} is too long; at most 31 bytes fit",
    remedy: "use a shorter text",
  },
  VotesExpiredSignature: {
    sentence: "the signed delegation was valid until {expiry:time}",
    remedy: "sign the delegation again, with a later expiry",
  },
};
