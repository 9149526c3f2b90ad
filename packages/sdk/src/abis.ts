/**
 * ABIs as constants, for libraries that read types off them (viem, wagmi, abitype). With ethers, take the factories of the
 * main entry.
 */
import {
  AllOf__factory,
  AllowListCondition__factory,
  AnyOf__factory,
  AttestationVerifier__factory,
  AuditorBond__factory,
  ClearedOwnerCondition__factory,
  CredentialCondition__factory,
  Credentials__factory,
  Grants__factory,
  ICondition__factory,
  IProofSystem__factory,
  IVerifier__factory,
  JobMarket__factory,
  JuryCourt__factory,
  LeaseMarket__factory,
  OneShotMarket__factory,
  OptimisticVerifier__factory,
  ProofVerifier__factory,
  QuorumVerifier__factory,
  Reputation__factory,
  Rewards__factory,
  Split__factory,
  Splits__factory,
  StakeVault__factory,
  Vault__factory,
  WeftGovernor__factory,
  WeftTimelock__factory,
  WeftToken__factory,
  WorkMarket__factory,
  WorkVouchers__factory,
  Works__factory,
} from "./contracts";

export const allOfAbi = AllOf__factory.abi;
export const allowListConditionAbi = AllowListCondition__factory.abi;
export const anyOfAbi = AnyOf__factory.abi;
export const attestationVerifierAbi = AttestationVerifier__factory.abi;
export const auditorBondAbi = AuditorBond__factory.abi;
export const clearedOwnerConditionAbi = ClearedOwnerCondition__factory.abi;
export const credentialConditionAbi = CredentialCondition__factory.abi;
export const credentialsAbi = Credentials__factory.abi;
export const grantsAbi = Grants__factory.abi;
export const conditionAbi = ICondition__factory.abi;
export const proofSystemAbi = IProofSystem__factory.abi;
export const verifierAbi = IVerifier__factory.abi;
export const jobMarketAbi = JobMarket__factory.abi;
export const juryCourtAbi = JuryCourt__factory.abi;
export const leaseMarketAbi = LeaseMarket__factory.abi;
export const oneShotMarketAbi = OneShotMarket__factory.abi;
export const optimisticVerifierAbi = OptimisticVerifier__factory.abi;
export const proofVerifierAbi = ProofVerifier__factory.abi;
export const quorumVerifierAbi = QuorumVerifier__factory.abi;
export const reputationAbi = Reputation__factory.abi;
export const rewardsAbi = Rewards__factory.abi;
export const splitAbi = Split__factory.abi;
export const splitsAbi = Splits__factory.abi;
export const stakeVaultAbi = StakeVault__factory.abi;
export const vaultAbi = Vault__factory.abi;
export const weftGovernorAbi = WeftGovernor__factory.abi;
export const weftTimelockAbi = WeftTimelock__factory.abi;
export const weftTokenAbi = WeftToken__factory.abi;
export const workMarketAbi = WorkMarket__factory.abi;
export const workVouchersAbi = WorkVouchers__factory.abi;
export const worksAbi = Works__factory.abi;
