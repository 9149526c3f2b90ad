import { InvalidFieldError } from "../errors/weft-error";
import type { Deployment } from "./addresses";
import { CHAINS } from "./generated/chains";

/** Where the protocol is, by chain id: every public chain that this version of the package knows of. */
export const deployments = CHAINS;

/** A chain on which this version of the package knows of no deployment. */
export class UnknownChainError extends InvalidFieldError {
  /** The chains it knows, ascending. */
  readonly known: readonly number[];

  constructor(chainId: bigint | number, known: readonly number[]) {
    const list = known.length === 0 ? "of which there is none yet" : known.join(" or ");
    super("chainId", chainId, `a chain that the protocol is deployed to, ${list}`);
    this.known = known;
  }
}

export interface DeploymentOfParameters {
  chainId: bigint | number;
  /** Deployments of one's own; left out, those that the package knows. */
  among?: Readonly<Record<number, Deployment>>;
}

/**
 * Where the protocol is on a chain.
 *
 * @throws UnknownChainError
 * @example
 * const { jobMarket } = deploymentOf({ chainId: 8_453 });
 */
export function deploymentOf({ chainId, among = deployments }: DeploymentOfParameters): Deployment {
  const deployment = Object.hasOwn(among, `${chainId}`) ? among[Number(chainId)] : undefined;
  if (deployment !== undefined) return deployment;
  const known = Object.keys(among).map(Number);
  throw new UnknownChainError(chainId, known);
}
