export type { AttestationVerifier, WalletMock } from "../../typechain-types";
export type { JobStruct } from "../../typechain-types/contracts/verification/AttestationVerifier";
