import { decodeContractError } from "@weft/sdk";
import {
  Interface,
  ZeroAddress,
  getAddress,
  id,
  isCallException,
  type Log,
  type Provider,
} from "ethers";

/** What somebody may do to a contract, as the chain says it. */
export interface Holding {
  /** Name in the deployment. */
  contract: string;
  role: string;
  holder: string;
}

/** A deployment: every contract of it by name, and who sent it. */
export interface Deployment {
  addresses: Readonly<Record<string, string>>;
  /** Name of the governor among them. */
  governor: string;
  deployer: string;
  /** Block from which roles can have been given, where it is known. */
  fromBlock?: number;
}

const ROLES = new Map([
  [`0x${"0".repeat(64)}`, "administrator"],
  ...["PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"].map((name) => {
    const [role = ""] = name.toLowerCase().split("_");
    return [id(name), role] as const;
  }),
]);

const ABI = new Interface([
  "event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender)",
  "event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender)",
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
  "function treasury() view returns (address)",
  "function timelock() view returns (address)",
  "function guardian() view returns (address)",
  "function guardianUntil() view returns (uint48)",
]);

/** Whose answer is who may act: of every contract that answers. */
const SINGLE_ROLES = {
  owner: "owner",
  pendingOwner: "next owner",
  treasury: "treasury",
} as const;

async function ask(provider: Provider, to: string, name: string): Promise<unknown> {
  try {
    const answer = await provider.call({ to, data: ABI.encodeFunctionData(name) });
    return answer === "0x" ? undefined : ABI.decodeFunctionResult(name, answer)[0];
  } catch (error) {
    // A contract without this function, which is an answer too; a node that fails is none.
    if (isCallException(error) || decodeContractError(error) !== undefined) return undefined;
    throw error;
  }
}

async function askAccount(provider: Provider, to: string, name: string): Promise<string> {
  const answer = await ask(provider, to, name);
  return typeof answer === "string" ? getAddress(answer) : ZeroAddress;
}

/** Logs of a range; in halves where a node refuses so long a one. */
async function logsOf(
  provider: Provider,
  address: string,
  fromBlock: number,
  toBlock: number,
): Promise<Log[]> {
  const topics = [
    ["RoleGranted", "RoleRevoked"].map((name) => ABI.getEvent(name)?.topicHash ?? ""),
  ];
  try {
    return await provider.getLogs({ address, topics, fromBlock, toBlock });
  } catch (error) {
    if (toBlock - fromBlock < 1_000) throw error;
    const middle = Math.floor((fromBlock + toBlock) / 2);
    const first = await logsOf(provider, address, fromBlock, middle);
    return [...first, ...(await logsOf(provider, address, middle + 1, toBlock))];
  }
}

/** Members of all roles that a contract of OpenZeppelin's AccessControl ever granted and did not take back. */
async function readMembers(
  provider: Provider,
  contract: string,
  address: string,
  fromBlock: number,
): Promise<Holding[]> {
  const members = new Map<string, Holding>();
  const logs = await logsOf(provider, address, fromBlock, await provider.getBlockNumber());
  for (const log of logs) {
    const event = ABI.parseLog(log);
    if (event === null) continue;
    const [role, holder] = [String(event.args["role"]), getAddress(String(event.args["account"]))];
    const key = `${role} ${holder}`;
    if (event.name === "RoleRevoked") members.delete(key);
    else members.set(key, { contract, role: ROLES.get(role) ?? role, holder });
  }
  return [...members.values()];
}

/** Reads who may do what to the contracts of a deployment: the whole table, found and not assumed. */
export async function readRoles(
  provider: Provider,
  { addresses, governor, fromBlock = 0 }: Deployment,
): Promise<Holding[]> {
  const held: Holding[] = [];
  const at = addresses[governor];
  if (at === undefined) throw new Error(`the deployment has no ${governor}`);
  const timelock = await askAccount(provider, at, "timelock");
  // Deployments know the timelock by another name.
  const others = Object.entries(addresses).filter(([, each]) => getAddress(each) !== timelock);
  const all = [...others, ["timelock", timelock] as const];
  for (const [contract, address] of all) {
    held.push(...(await readMembers(provider, contract, address, fromBlock)));
    for (const [name, role] of Object.entries(SINGLE_ROLES)) {
      const holder = await askAccount(provider, address, name);
      if (holder !== ZeroAddress) held.push({ contract, role, holder });
    }
  }
  const until = await ask(provider, at, "guardianUntil");
  const latest = await provider.getBlock("latest");
  const isInOffice = typeof until === "bigint" && until > BigInt(latest?.timestamp ?? 0);
  const guardian = await askAccount(provider, at, "guardian");
  if (isInOffice) held.push({ contract: governor, role: "guardian", holder: guardian });
  return held;
}

/** What is wrong with a table of roles, one sentence each; nothing where all is as it must be. */
export function faultsOf(
  held: readonly Holding[],
  { addresses, governor, deployer }: Deployment,
  timelock: string,
): string[] {
  const by = addresses[governor] ?? ZeroAddress;
  const expected = new Map([
    ["administrator", timelock],
    ["proposer", by],
    ["canceller", by],
    ["executor", ZeroAddress],
  ]);
  const faults = held.flatMap(({ contract, role, holder }) => {
    if (holder === getAddress(deployer)) return [`the deployer is ${role} of ${contract}`];
    // Whoever it is: it can only cancel, and its term ends.
    if (role === "guardian") return [];
    const wanted = contract === "timelock" ? expected.get(role) : undefined;
    const right = wanted ?? (role === "owner" || role === "treasury" ? timelock : undefined);
    if (holder === right) return [];
    const allowed = right === undefined ? "must be nobody" : `must be ${right}`;
    return [`${holder} is ${role} of ${contract}, but that ${allowed}`];
  });
  const missing = [...expected].filter(
    ([role, holder]) =>
      !held.some(
        (one) => one.contract === "timelock" && one.role === role && one.holder === holder,
      ),
  );
  return [...faults, ...missing.map(([role, holder]) => `${holder} is no ${role} of the timelock`)];
}

/** Reads the role table of a deployment back and says what is wrong with it. */
export async function checkRoles(
  provider: Provider,
  deployment: Deployment,
): Promise<{ held: Holding[]; faults: string[] }> {
  const held = await readRoles(provider, deployment);
  const timelock = await askAccount(
    provider,
    deployment.addresses[deployment.governor] ?? ZeroAddress,
    "timelock",
  );
  return { held, faults: faultsOf(held, deployment, timelock) };
}
