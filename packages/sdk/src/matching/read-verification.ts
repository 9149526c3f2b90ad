import type { Provider } from "ethers";
import { JuryCourt__factory, OptimisticVerifier__factory } from "../contracts";
import { isSameAccount } from "../words/range";
import type { KnownVerification } from "./context";

/** Verifiers whose terms can be checked, by their names in the addresses of a deployment. */
export interface KnownVerifiers {
  optimisticVerifier?: string;
  quorumVerifier?: string;
}

function isNamed(address: string | undefined, verifier: string): boolean {
  return address !== undefined && isSameAccount(address, verifier);
}

/** What the terms of a verifier are checked against; undefined where it is none of those known. */
export async function readVerification(
  provider: Provider,
  { optimisticVerifier, quorumVerifier }: KnownVerifiers,
  verifier: string,
): Promise<KnownVerification | undefined> {
  if (isNamed(quorumVerifier, verifier)) return { way: "quorum" };
  if (!isNamed(optimisticVerifier, verifier)) return undefined;
  const court = await OptimisticVerifier__factory.connect(verifier, provider).court();
  const contract = JuryCourt__factory.connect(court, provider);
  return { way: "optimistic", minBondPerJuror: await contract.minBondPerJuror() };
}
