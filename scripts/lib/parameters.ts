import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { getAddress, isAddress } from "ethers";

const DIRECTORY = join(__dirname, "../../deploy/parameters");
/** Stands for the account that deploys. */
const DEPLOYER = "deployer";
const DAY = 86_400;

/** What a deployment can choose. */
export interface Parameters {
  /** Chains these parameters are meant for. */
  chainIds: number[];
  /** Sets fee and treasury. */
  owner: string;
  /** Receives fees. */
  treasury: string;
  /** Receives the whole supply of WEFT. */
  holder: string;
  /** Seconds between a thaw and its withdrawal. */
  thawSeconds: number;
  /** Fee at the start, in basis points. */
  feeBps: number;
  /** What rewards come to in the first week, in WEFT. */
  firstBudgetWeft: number;
  /** Weeks in which the schedule of rewards halves. */
  halfLifeEpochs: number;
  /** Most that rewards come to of the fees of a week, at the start, in basis points. */
  fractionBps: number;
}

export class ParameterError extends Error {
  constructor(file: string, field: string, value: unknown, allowed: string) {
    super(`${file}: ${field} is ${JSON.stringify(value)}, but must be ${allowed}`);
    this.name = "ParameterError";
  }
}

/** Reads the parameters of a chain from `deploy/parameters` and checks them before anything is sent. */
export function readParameters(chainId: number, deployer: string): Parameters {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith(".json"));
  for (const file of files) {
    const parsed: unknown = JSON.parse(readFileSync(join(DIRECTORY, file), "utf8"));
    const parameters = checkParameters(file, parsed, deployer);
    if (parameters.chainIds.includes(chainId)) return parameters;
  }
  throw new ParameterError(
    "deploy/parameters",
    "chainIds",
    chainId,
    `in one of ${files.join(", ")}`,
  );
}

/** Checks a parsed file and puts the deployer's address in its place. */
export function checkParameters(file: string, parsed: unknown, deployer: string): Parameters {
  if (typeof parsed !== "object" || parsed === null) {
    throw new ParameterError(file, "content", parsed, "an object");
  }
  const fields = new Map<string, unknown>(Object.entries(parsed));
  const account = (field: string): string => {
    const value = fields.get(field) === DEPLOYER ? deployer : fields.get(field);
    if (typeof value !== "string" || !isAddress(value) || /^0x0{40}$/.test(value)) {
      throw new ParameterError(file, field, value, `an address other than zero, or "${DEPLOYER}"`);
    }
    return getAddress(value);
  };
  const integer = (field: string, min: number, max: number): number => {
    const value = fields.get(field);
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      throw new ParameterError(file, field, value, `a whole number from ${min} to ${max}`);
    }
    return value;
  };
  const chainIds = fields.get("chainIds");
  if (!Array.isArray(chainIds) || !chainIds.every((id): id is number => Number.isInteger(id))) {
    throw new ParameterError(file, "chainIds", chainIds, "a list of chain ids");
  }
  return {
    chainIds,
    owner: account("owner"),
    treasury: account("treasury"),
    holder: account("holder"),
    thawSeconds: integer("thawSeconds", 7 * DAY, 90 * DAY),
    feeBps: integer("feeBps", 0, 500),
    firstBudgetWeft: integer("firstBudgetWeft", 1, 10_000_000),
    halfLifeEpochs: integer("halfLifeEpochs", 4, 1_000),
    fractionBps: integer("fractionBps", 0, 9_000),
  };
}
