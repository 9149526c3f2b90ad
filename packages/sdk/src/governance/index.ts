export * from "./ballots";
export * from "./build-proposal";
export * from "./calls";
export { decodeCall, type DecodedCall } from "./decode-call";
export * from "./find-proposal";
export { simulateCalls, type SimulatedCall, type SimulateParameters } from "./simulate";
export * from "./types";
