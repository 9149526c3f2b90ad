/** What needs a disk, and so Node: everything else of the package runs in a browser too. */
export { FileVoucherStore } from "./leases/file-store";
export { StoreLockedError } from "./leases/store-lock";
