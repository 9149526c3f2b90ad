/**
 * Typed contracts: of each, the type and the factory (`connect`, `abi`, and `deploy` where it has code).
 * Only contracts of Weft; tokens are reached through the small ABI in `calls/erc20.ts`.
 */
export type { ICondition } from "../../../typechain-types/contracts/conditions/ICondition";
export type { IJobMarket } from "../../../typechain-types/contracts/market/IJobMarket";
export type { ILeaseMarket } from "../../../typechain-types/contracts/market/ILeaseMarket";
export type { IOneShotMarket } from "../../../typechain-types/contracts/market/IOneShotMarket";
export type { IOrderNonces } from "../../../typechain-types/contracts/market/IOrderNonces";
export type { JobMarket } from "../../../typechain-types/contracts/market/JobMarket";
export type { LeaseMarket } from "../../../typechain-types/contracts/market/LeaseMarket";
export type { OneShotMarket } from "../../../typechain-types/contracts/market/OneShotMarket";
export type { IStakeVault } from "../../../typechain-types/contracts/staking/IStakeVault";
export type { StakeVault } from "../../../typechain-types/contracts/staking/StakeVault";
export type { WeftToken } from "../../../typechain-types/contracts/token/WeftToken";
export type { IVault } from "../../../typechain-types/contracts/vault/IVault";
export type { Vault } from "../../../typechain-types/contracts/vault/Vault";
export type { AttestationVerifier } from "../../../typechain-types/contracts/verification/AttestationVerifier";
export type { IAttestationVerifier } from "../../../typechain-types/contracts/verification/IAttestationVerifier";
export type { IQuorumVerifier } from "../../../typechain-types/contracts/verification/quorum/IQuorumVerifier";
export type { QuorumVerifier } from "../../../typechain-types/contracts/verification/quorum/QuorumVerifier";
export type { IJuryCourt } from "../../../typechain-types/contracts/verification/optimistic/IJuryCourt";
export type { IOptimisticVerifier } from "../../../typechain-types/contracts/verification/optimistic/IOptimisticVerifier";
export type { JuryCourt } from "../../../typechain-types/contracts/verification/optimistic/JuryCourt";
export type { OptimisticVerifier } from "../../../typechain-types/contracts/verification/optimistic/OptimisticVerifier";
export type { IVerifier } from "../../../typechain-types/contracts/verification/IVerifier";
export type { IProofSystem } from "../../../typechain-types/contracts/verification/proof/IProofSystem";
export type { IProofVerifier } from "../../../typechain-types/contracts/verification/proof/IProofVerifier";
export type { ProofVerifier } from "../../../typechain-types/contracts/verification/proof/ProofVerifier";

export { ICondition__factory } from "../../../typechain-types/factories/contracts/conditions/ICondition__factory";
export { CappedCall__factory } from "../../../typechain-types/factories/contracts/libraries/CappedCall__factory";
export { IBatches__factory } from "../../../typechain-types/factories/contracts/market/IBatches__factory";
export { IJobMarket__factory } from "../../../typechain-types/factories/contracts/market/IJobMarket__factory";
export { ILeaseMarket__factory } from "../../../typechain-types/factories/contracts/market/ILeaseMarket__factory";
export { IOneShotMarket__factory } from "../../../typechain-types/factories/contracts/market/IOneShotMarket__factory";
export { IOrderNonces__factory } from "../../../typechain-types/factories/contracts/market/IOrderNonces__factory";
export { JobMarket__factory } from "../../../typechain-types/factories/contracts/market/JobMarket__factory";
export { LeaseMarket__factory } from "../../../typechain-types/factories/contracts/market/LeaseMarket__factory";
export { OneShotMarket__factory } from "../../../typechain-types/factories/contracts/market/OneShotMarket__factory";
export { IStakeVault__factory } from "../../../typechain-types/factories/contracts/staking/IStakeVault__factory";
export { StakeVault__factory } from "../../../typechain-types/factories/contracts/staking/StakeVault__factory";
export { WeftToken__factory } from "../../../typechain-types/factories/contracts/token/WeftToken__factory";
export { IVault__factory } from "../../../typechain-types/factories/contracts/vault/IVault__factory";
export { Vault__factory } from "../../../typechain-types/factories/contracts/vault/Vault__factory";
export { AttestationVerifier__factory } from "../../../typechain-types/factories/contracts/verification/AttestationVerifier__factory";
export { IAttestationVerifier__factory } from "../../../typechain-types/factories/contracts/verification/IAttestationVerifier__factory";
export { IQuorumVerifier__factory } from "../../../typechain-types/factories/contracts/verification/quorum/IQuorumVerifier__factory";
export { QuorumVerifier__factory } from "../../../typechain-types/factories/contracts/verification/quorum/QuorumVerifier__factory";
export { IJuryCourt__factory } from "../../../typechain-types/factories/contracts/verification/optimistic/IJuryCourt__factory";
export { IOptimisticVerifier__factory } from "../../../typechain-types/factories/contracts/verification/optimistic/IOptimisticVerifier__factory";
export { JuryCourt__factory } from "../../../typechain-types/factories/contracts/verification/optimistic/JuryCourt__factory";
export { OptimisticVerifier__factory } from "../../../typechain-types/factories/contracts/verification/optimistic/OptimisticVerifier__factory";
export { IVerifier__factory } from "../../../typechain-types/factories/contracts/verification/IVerifier__factory";
export { IProofSystem__factory } from "../../../typechain-types/factories/contracts/verification/proof/IProofSystem__factory";
export { IProofVerifier__factory } from "../../../typechain-types/factories/contracts/verification/proof/IProofVerifier__factory";
export { ProofVerifier__factory } from "../../../typechain-types/factories/contracts/verification/proof/ProofVerifier__factory";
