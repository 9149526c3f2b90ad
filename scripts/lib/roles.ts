import { decodeContractError } from "@weft/sdk";
import {
  Interface,
  ZeroAddress,
  dataSlice,
  formatEther,
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
  /** The timelock gave it away, which takes a vote. */
  isVoted?: true;
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
/** Pages in a row after which a larger one is tried again: the limit of a node can be one of events. */
const GROW_AFTER = 8;

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
  "event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)",
  "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
  "function treasury() view returns (address)",
  "function timelock() view returns (address)",
  "function guardian() view returns (address)",
  "function guardianUntil() view returns (uint48)",
  "function balanceOf(address) view returns (uint256)",
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

/** Its topic is the same where the treasury is indexed and where it is not. */
const TREASURY_CHANGED = id("TreasuryChanged(address)");
const CHANGES = [
  ...["RoleGranted", "RoleRevoked", "OwnershipTransferStarted", "OwnershipTransferred"].map(
    (name) => ABI.getEvent(name)?.topicHash ?? "",
  ),
  TREASURY_CHANGED,
];

/** Every change of a role of these contracts, page by page; pages are halved where a node refuses so long a one. */
async function* readChanges(
  provider: Provider,
  address: string[],
  { fromBlock = 0, pageBlocks = PAGE_BLOCKS }: Pages,
): AsyncGenerator<Log> {
  const topics = [CHANGES];
  const last = await provider.getBlockNumber();
  let blocks = pageBlocks;
  let answered = 0;
  let from = fromBlock;
  while (from <= last) {
    const toBlock = Math.min(from + blocks - 1, last);
    try {
      yield* await provider.getLogs({ address, topics, fromBlock: from, toBlock });
      from = toBlock + 1;
      answered += 1;
      if (answered % GROW_AFTER === 0) blocks = Math.min(blocks * 2, pageBlocks);
    } catch (error) {
      // One block is refused by no limit, so that this is another fault.
      if (toBlock === from) throw error;
      blocks = Math.ceil((toBlock - from + 1) / 2);
      answered = 0;
    }
  }
}

interface Changes {
  /** Members of all roles that contracts of OpenZeppelin's AccessControl ever granted and did not take back. */
  members: Holding[];
  /** What the timelock last gave away itself: contract, role and new holder in one. */
  voted: ReadonlySet<string>;
}

function keyOf({ contract, role, holder }: Holding): string {
  return `${contract} ${role} ${holder}`;
}

/** Who owned a contract as its logs go on, and in which transaction it was made. */
interface Owned {
  owner: string;
  made: string;
}

/** Who got owner, next owner or treasury of a contract by this event, and whether from the timelock. */
function handedOn(log: Log, owned: Map<string, Owned>, timelock: string) {
  const at = getAddress(log.address);
  const before = owned.get(at);
  if (log.topics[0] === TREASURY_CHANGED) {
    const [word] = [...log.topics.slice(1), log.data];
    // Of a constructor it is nobody's vote, whoever owns what is made.
    const isByTimelock = before?.owner === timelock && before.made !== log.transactionHash;
    return { role: "treasury", holder: getAddress(dataSlice(word, 12, 32)), isByTimelock };
  }
  const event = ABI.parseLog(log);
  if (event === null || !event.name.startsWith("Ownership")) return undefined;
  const holder = getAddress(String(event.args["newOwner"]));
  const isByTimelock = getAddress(String(event.args["previousOwner"])) === timelock;
  if (event.name === "OwnershipTransferStarted")
    return { role: "next owner", holder, isByTimelock };
  owned.set(at, { owner: holder, made: before?.made ?? log.transactionHash });
  return { role: "owner", holder, isByTimelock };
}

async function readHistory(
  provider: Provider,
  { named, timelock }: { named: ReadonlyMap<string, string>; timelock: string },
  pages: Pages,
): Promise<Changes> {
  const members = new Map<string, Holding>();
  const owned = new Map<string, Owned>();
  const voted = new Map<string, string>();
  for await (const log of readChanges(provider, [...named.keys()], pages)) {
    const contract = named.get(getAddress(log.address));
    if (contract === undefined) continue;
    const handed = handedOn(log, owned, timelock);
    if (handed !== undefined) {
      const { role, holder, isByTimelock } = handed;
      // The last one counts: what was voted, and then handed on, nobody voted for.
      voted.delete(`${contract} ${role}`);
      if (isByTimelock) voted.set(`${contract} ${role}`, keyOf({ contract, role, holder }));
      continue;
    }
    const event = ABI.parseLog(log);
    if (event === null) continue;
    const role = String(event.args["role"]);
    const holder = getAddress(String(event.args["account"]));
    const key = keyOf({ contract, role, holder });
    if (event.name === "RoleRevoked") members.delete(key);
    else members.set(key, { contract, role: ROLES.get(role) ?? role, holder });
  }
  return { members: [...members.values()], voted: new Set(voted.values()) };
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
  const { members, voted } = await readHistory(provider, { named, timelock }, pages);
  const held: Holding[] = [];
  for (const [contract, address] of all) {
    held.push(...members.filter((member) => member.contract === contract));
    for (const [name, role] of Object.entries(SINGLE_ROLES)) {
      const holder = await askAccount(provider, address, name);
      if (holder === ZeroAddress) continue;
      const row = { contract, role, holder };
      const isVoted = holder !== timelock && voted.has(keyOf(row));
      held.push(isVoted ? { ...row, isVoted } : row);
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
  const faults = held.flatMap(({ contract, role, holder, isVoted }) => {
    if (holder === getAddress(deployer)) return [`the deployer is ${role} of ${contract}`];
    if (isVoted === true) return [];
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

/** WEFT in the wallet of an account, in its smallest units. */
export async function weftOf(provider: Provider, token: string, account: string): Promise<bigint> {
  const data = ABI.encodeFunctionData("balanceOf", [account]);
  return BigInt(await provider.call({ to: token, data }));
}

/** What a deployer has left, in a sentence: WEFT is no role, and test networks leave it the whole supply. */
export function sayDeployer(deployer: string, weft: bigint): string {
  const wallet = weft === 0n ? "no WEFT" : `${formatEther(weft)} WEFT in its wallet`;
  return `the deployer, ${deployer}, holds no role, and ${wallet}`;
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
