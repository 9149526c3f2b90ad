/** What needs a disk, and so Node: everything else of the package runs in a browser too. */
export { readDeployment, type ReadDeploymentParameters } from "./deployments/read";
export { FileVoucherStore } from "./leases/file-store";
export { FileSecretStore } from "./verification/secret-store";
export { FileContentStore, type Content } from "./works/file-content";
export { StoreLockedError } from "./disk/lock";
