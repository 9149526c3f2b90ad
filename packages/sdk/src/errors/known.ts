import { ErrorFragment, type Interface } from "ethers";
import {
  AllowListCondition__factory,
  AttestationVerifier__factory,
  AuditorBond__factory,
  CappedCall__factory,
  CredentialCondition__factory,
  Credentials__factory,
  IComposition__factory,
  Grants__factory,
  ICondition__factory,
  JobMarket__factory,
  JuryCourt__factory,
  LeaseMarket__factory,
  OneShotMarket__factory,
  QuorumVerifier__factory,
  OptimisticVerifier__factory,
  ProofVerifier__factory,
  Reputation__factory,
  ReputationProof__factory,
  Rewards__factory,
  StakeVault__factory,
  Splits__factory,
  Split__factory,
  Vault__factory,
  StockGovernor__factory,
  WeftGovernor__factory,
  WeftTimelock__factory,
  WeftToken__factory,
  WorkMarket__factory,
  WorkVouchers__factory,
  Works__factory,
} from "../contracts";

/** Every contract of ours whose errors can come back from a call. A new contract is added here. */
const INTERFACES: readonly Interface[] = [
  JobMarket__factory.createInterface(),
  LeaseMarket__factory.createInterface(),
  OneShotMarket__factory.createInterface(),
  Vault__factory.createInterface(),
  StakeVault__factory.createInterface(),
  AttestationVerifier__factory.createInterface(),
  QuorumVerifier__factory.createInterface(),
  OptimisticVerifier__factory.createInterface(),
  JuryCourt__factory.createInterface(),
  ProofVerifier__factory.createInterface(),
  Reputation__factory.createInterface(),
  ReputationProof__factory.createInterface(),
  Rewards__factory.createInterface(),
  WeftToken__factory.createInterface(),
  Works__factory.createInterface(),
  WorkMarket__factory.createInterface(),
  WorkVouchers__factory.createInterface(),
  Splits__factory.createInterface(),
  Split__factory.createInterface(),
  CappedCall__factory.createInterface(),
  WeftGovernor__factory.createInterface(),
  StockGovernor__factory.createInterface(),
  WeftTimelock__factory.createInterface(),
  Grants__factory.createInterface(),
  ICondition__factory.createInterface(),
  Credentials__factory.createInterface(),
  AuditorBond__factory.createInterface(),
  CredentialCondition__factory.createInterface(),
  AllowListCondition__factory.createInterface(),
  IComposition__factory.createInterface(),
];

const BUILT_IN = [
  ErrorFragment.from("error Error(string message)"),
  ErrorFragment.from("error Panic(uint256 code)"),
];

/** The errors of some interfaces, each once. */
export function errorsOf(interfaces: readonly Interface[]): ErrorFragment[] {
  const bySelector = new Map<string, ErrorFragment>();
  for (const { fragments } of interfaces) {
    for (const fragment of fragments) {
      if (ErrorFragment.isFragment(fragment)) bySelector.set(fragment.selector, fragment);
    }
  }
  return [...bySelector.values()];
}

/** Every error that a contract of ours, or the compiler in its name, can raise. */
export const KNOWN_ERRORS: readonly ErrorFragment[] = [...BUILT_IN, ...errorsOf(INTERFACES)];
