import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { ZeroAddress, getAddress, isAddress } from "ethers";

const DIRECTORY = join(__dirname, "../../deploy/parameters");
/** Stands for the account that deploys, on chains whose WEFT is worth nothing. */
const DEPLOYER = "deployer";
/** Stands for nobody. */
const NONE = "none";
const DAY = 86_400;
/** Most characters that a message quotes of a file. */
const SHOWN = 40;
/** Smallest units of one WEFT. */
export const WEFT = 10n ** 18n;
/** Chains for trying things out: the embedded one, anvil and geth by themselves, Sepolia, Base Sepolia. */
const TEST_CHAINS: ReadonlySet<number> = new Set([31_337, 1_337, 11_155_111, 84_532]);
/** Networks that take the parameters of another name. */
const LOCAL: ReadonlySet<string> = new Set(["hardhat", "localhost"]);

/** What a deployment can choose. Owner and treasury it cannot: they are the timelock. */
export interface Parameters {
  /** Chains these parameters are meant for. */
  chainIds: number[];
  /** Makes the addresses the same on every chain; without it they hang on the deployer's nonce. */
  salt?: string;
  /** Receives the whole supply of WEFT. */
  holder: string;
  /** May cancel proposals until `guardianUntil`; zero for nobody. */
  guardian: string;
  /** Unix second; zero without a guardian. */
  guardianUntil: number;
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

const FIELDS = [
  ...["chainIds", "holder", "guardian", "guardianUntil", "thawSeconds", "feeBps"],
  ...["firstBudgetWeft", "halfLifeEpochs", "fractionBps", "salt"],
];

/** A parameter that is missing or makes no sense. */
export class ParameterError extends Error {
  constructor(file: string, field: string, value: unknown, allowed: string) {
    const actual = value === undefined ? "missing" : JSON.stringify(value);
    super(`${file}: ${field} is ${actual}, but must be ${allowed}`);
    this.name = "ParameterError";
  }
}

/** A chain that the parameters of a network are not meant for. */
export class ChainIdError extends Error {
  constructor(file: string, chainId: number, allowed: readonly number[]) {
    const list = allowed.join(" or ");
    super(`the network answers with chain id ${chainId}, but must be ${list}, as ${file} says`);
    this.name = "ChainIdError";
  }
}

/** Where a deployment goes, and from whom. */
export interface Place {
  /** Name in hardhat.config.ts. */
  network: string;
  chainId: number;
  deployer: string;
}

/** Reads the parameters of a network from `deploy/parameters` and checks them before anything is sent. */
export function readParameters({ network, chainId, deployer }: Place): Parameters {
  const files = readdirSync(DIRECTORY).filter((name) => name.endsWith(".json"));
  const file = `${LOCAL.has(network) ? "local" : network}.json`;
  if (!files.includes(file)) {
    throw new ParameterError("deploy/parameters", "network", network, `in ${files.join(", ")}`);
  }
  const parsed = parseParameters(file, readFileSync(join(DIRECTORY, file), "utf8"));
  const parameters = checkParameters(file, parsed, deployer);
  if (!parameters.chainIds.includes(chainId)) {
    throw new ChainIdError(file, chainId, parameters.chainIds);
  }
  return parameters;
}

/** Parses the text of a file of parameters, which is named where it is no JSON. */
export function parseParameters(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const begin = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
    throw new ParameterError(file, "content", begin, `JSON (${reason})`);
  }
}

/** Checks a parsed file and puts the deployer's address in its place. */
export function checkParameters(file: string, parsed: unknown, deployer: string): Parameters {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new ParameterError(file, "content", parsed, "an object");
  }
  const fields = new Map<string, unknown>(Object.entries(parsed));
  for (const [field, value] of fields) {
    if (FIELDS.includes(field)) continue;
    throw new ParameterError(file, field, value, `absent: parameters are ${FIELDS.join(", ")}`);
  }
  const integer = (field: string, min: number, max: number): number => {
    const value = fields.get(field);
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
      throw new ParameterError(file, field, value, `a whole number from ${min} to ${max}`);
    }
    return value;
  };
  const chainIds = checkChainIds(file, fields.get("chainIds"));
  const salt = checkSalt(file, "salt", fields.get("salt"));
  const holder = checkHolder(file, fields.get("holder"), deployer, chainIds);
  return {
    chainIds,
    ...(salt === undefined ? {} : { salt }),
    holder,
    ...checkGuardian(file, fields.get("guardian"), fields.get("guardianUntil"), {
      deployer,
      holder,
    }),
    thawSeconds: integer("thawSeconds", 7 * DAY, 90 * DAY),
    feeBps: integer("feeBps", 0, 500),
    firstBudgetWeft: integer("firstBudgetWeft", 1, 10_000_000),
    halfLifeEpochs: integer("halfLifeEpochs", 4, 1_000),
    fractionBps: integer("fractionBps", 0, 9_000),
  };
}

function checkChainIds(file: string, value: unknown): number[] {
  const isId = (id: unknown): id is number => Number.isInteger(id) && Number(id) > 0;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isId)) {
    throw new ParameterError(file, "chainIds", value, "a list of chain ids, at least one");
  }
  return value;
}

/** Checks a salt, of a file or of the environment; blank is neither a word nor absent. */
export function checkSalt(file: string, field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value.trim() === "") {
    throw new ParameterError(file, field, value, "absent, or a word such as weft-1");
  }
  return value;
}

function isSomebody(value: unknown): value is string {
  return typeof value === "string" && isAddress(value) && getAddress(value) !== ZeroAddress;
}

/** Only on test chains the deployer may keep the supply: elsewhere it keeps nothing. */
function checkHolder(
  file: string,
  value: unknown,
  deployer: string,
  chainIds: readonly number[],
): string {
  const isTest = chainIds.every((chainId) => TEST_CHAINS.has(chainId));
  if (isTest && value === DEPLOYER) return deployer;
  const isDeployer = isSomebody(value) && getAddress(value) === getAddress(deployer);
  if (isSomebody(value) && (isTest || !isDeployer)) return getAddress(value);
  const other = isTest ? `, or "${DEPLOYER}"` : ", and not the account that deploys";
  throw new ParameterError(file, "holder", value, `an address other than zero${other}`);
}

function checkGuardian(
  file: string,
  guardian: unknown,
  until: unknown,
  { deployer, holder }: { deployer: string; holder: string },
): Pick<Parameters, "guardian" | "guardianUntil"> {
  if (guardian === NONE) {
    if (until === undefined) return { guardian: ZeroAddress, guardianUntil: 0 };
    throw new ParameterError(file, "guardianUntil", until, "absent where there is no guardian");
  }
  if (!isSomebody(guardian) || getAddress(guardian) === getAddress(deployer)) {
    const allowed = `"${NONE}", or an address other than zero, and not the account that deploys`;
    throw new ParameterError(file, "guardian", guardian, allowed);
  }
  // Whoever has the supply can vote as it likes, so that it must not be the one who cancels what others vote for.
  if (getAddress(guardian) === getAddress(holder)) {
    throw new ParameterError(file, "guardian", guardian, "another account than the holder");
  }
  const second = typeof until === "string" ? secondOf(until) : undefined;
  if (second === undefined) {
    throw new ParameterError(file, "guardianUntil", until, "a date such as 2027-06-30");
  }
  return { guardian: getAddress(guardian), guardianUntil: second };
}

/** The second a day begins in; days that no month has are none, which `Date` takes for some of the next. */
function secondOf(day: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) return undefined;
  return date.getTime() / 1_000;
}
