/** Calls of the optimistic verifier: of providers, of challengers. */
export { submit, submitFor } from "../verifier";
export * from "./challenge";
export * from "./challengeable";
export * from "./challenges-of";
export * from "./result";
