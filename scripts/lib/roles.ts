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
  /** Block of its first transaction; left out, that of the chain. */
  fromBlock?: number;
  /** Blocks whose events are asked for at once; nodes refuse more than so many. */
  pageBlocks?: number;
}

type Pages = Pick<Deployment, "fromBlock" | "pageBlocks">;

const PAGE_BLOCKS = 5_000;

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

/** Every change of a role of these contracts, page by page; pages are halved where a node refuses so long a one. */
async function* readChanges(
  provider: Provider,
  address: string[],
  { fromBlock = 0, pageBlocks = PAGE_BLOCKS }: Pages,
): AsyncGenerator<Log> {
  const topics = [
    ["RoleGranted", "RoleRevoked"].map((name) => ABI.getEvent(name)?.topicHash ?? ""),
  ];
  const last = await provider.getBlockNumber();
  let blocks = pageBlocks;
  let from = fromBlock;
  while (from <= last) {
    const toBlock = Math.min(from + blocks - 1, last);
    try {
      yield* await provider.getLogs({ address, topics, fromBlock: from, toBlock });
      from = toBlock + 1;
    } catch (error) {
      // One block is refused by no limit, so that this is another fault.
      if (toBlock === from) throw error;
      blocks = Math.ceil((toBlock - from + 1) / 2);
    }
  }
}

/** Members of all roles that contracts of OpenZeppelin's AccessControl ever granted and did not take back. */
async function readMembers(
  provider: Provider,
  contracts: ReadonlyMap<string, string>,
  pages: Pages,
): Promise<Holding[]> {
  const members = new Map<string, Holding>();
  for await (const log of readChanges(provider, [...contracts.keys()], pages)) {
    const event = ABI.parseLog(log);
    const contract = contracts.get(getAddress(log.address));
    if (event === null || contract === undefined) continue;
    const [role, holder] = [String(event.args["role"]), getAddress(String(event.args["account"]))];
    const key = `${contract} ${role} ${holder}`;
    if (event.name === "RoleRevoked") members.delete(key);
    else members.set(key, { contract, role: ROLES.get(role) ?? role, holder });
  }
  return [...members.values()];
}

/** Reads who may do what to the contracts of a deployment: the whole table, found and not assumed. */
export async function readRoles(
  provider: Provider,
  { addresses, governor, ...pages }: Deployment,
): Promise<Holding[]> {
  const at = addresses[governor];
  if (at === undefined) throw new Error(`the deployment has no ${governor}`);
  const timelock = await askAccount(provider, at, "timelock");
  // Deployments know the timelock by another name.
  const others = Object.entries(addresses).filter(([, each]) => getAddress(each) !== timelock);
  const all = [...others, ["timelock", timelock] as const];
  const named = new Map(all.map(([contract, address]) => [getAddress(address), contract]));
  const members = await readMembers(provider, named, pages);
  const held: Holding[] = [];
  for (const [contract, address] of all) {
    held.push(...members.filter((member) => member.contract === contract));
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
