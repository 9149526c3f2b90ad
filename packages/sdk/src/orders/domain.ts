import type { TypedDataField } from "ethers";
import { checkAddress, checkUint } from "../words/range";

/** A complete EIP-712 domain: what a signature is good for, and nothing else. */
export interface WeftDomain {
  name: string;
  version: string;
  chainId: bigint;
  verifyingContract: string;
}

/** Types of an EIP-712 message, by name. */
export type TypedTypes = Record<string, TypedDataField[]>;

/** Fields of a type, each as EIP-712 writes it: `type name`. */
export function fields(...declarations: string[]): TypedDataField[] {
  return declarations.map((declaration) => {
    const [type = "", name = ""] = declaration.split(" ");
    return { type, name };
  });
}

/** What a domain needs beside the contract's name. */
export interface DomainParameters {
  chainId: bigint | number;
  contract: string;
}

/** The domain of one of our contracts. */
export function weftDomain(name: string, { chainId, contract }: DomainParameters): WeftDomain {
  return {
    name,
    version: "1",
    chainId: checkUint("chainId", chainId, 256),
    verifyingContract: checkAddress("contract", contract),
  };
}
