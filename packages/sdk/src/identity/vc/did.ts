import { getAddress, isAddress } from "ethers";
import { CredentialFormatError } from "./error";

const PKH = /^did:pkh:eip155:([1-9]\d{0,77}):(0x[0-9a-fA-F]{40})$/;

/** An account of a chain as a decentralised identifier, after the did:pkh method. */
export function accountToDid(chainId: bigint, account: string): string {
  return `did:pkh:eip155:${chainId}:${getAddress(account)}`;
}

/**
 * The account of a did:pkh.
 *
 * @param path Where it stood, for the error.
 * @throws CredentialFormatError
 */
export function accountOfDid(path: string, did: string): { chainId: bigint; account: string } {
  const [, chainId, account] = PKH.exec(did) ?? [];
  if (chainId === undefined || account === undefined || !isAddress(account)) {
    throw new CredentialFormatError(path, "a did:pkh of an account of an EIP-155 chain");
  }
  return { chainId: BigInt(chainId), account: getAddress(account) };
}
