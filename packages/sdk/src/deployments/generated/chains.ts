// Made of the public chains' documents in deployments/ by `npm run deployments`.
import type { Deployment } from "../addresses";

export const CHAINS: Readonly<Record<number, Deployment>> = {};
