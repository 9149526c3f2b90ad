import { concat, toBeHex, zeroPadValue } from "ethers";

import type { Port } from "./port";

/** Something that the chain can be asked, and what it must answer, word by word. */
export interface View {
  label: string;
  /** As the reader takes it: see {askedOf}. */
  asked: string;
  expected: () => readonly bigint[];
}

/** Where the reader's code is put. */
const READER = "0x00000000000000000000000000000000c0ffee00";

/**
 * Asks many contracts in one call: the input is (target, length, call) one after the other, the output (length,
 * answer). On the stack are the places reached in both. In place of a contract, since it has to be put on any chain
 * without being part of a build.
 */
const CODE = concat([
  "0x5f5f", // in = out = 0
  "0x5b36821015603b57", // 02: while in < calldatasize
  "0x816020013580", // size = calldata[in + 32]
  "0x836040018337", // memory[out..] = calldata[in + 64..], `size` long
  "0x5f5f828486355afa15603e57", // staticcall(calldata[in], memory[out..]) or fail
  "0x3d8252", // memory[out] = returndatasize
  "0x3d5f83602001", // memory[out + 32..] = the answer
  "0x3e",
  "0x903d01602001", // out += 32 + returndatasize
  "0x9101604001", // in += 64 + size
  "0x90600256",
  "0x5b5ff3", // 3b: return memory[0..out]
  "0x5b5f5ffd", // 3e: fail
]);

export async function placeReader(port: Port): Promise<void> {
  await port.request("hardhat_setCode", [READER, CODE]);
}

/** A call as the reader takes it, without a prefix. */
export function askedOf(target: string, data: string): string {
  const length = toBeHex((data.length - 2) / 2, 32);
  return `${zeroPadValue(target, 32).slice(2)}${length.slice(2)}${data.slice(2)}`;
}

function wordOf(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}

/** What the reader must answer. */
function answerOf(views: readonly View[]): string {
  const parts = views.map(({ expected }) => {
    const words = expected();
    return wordOf(BigInt(words.length) * 32n) + words.map(wordOf).join("");
  });
  return `0x${parts.join("")}`;
}

function numbersIn(hex: string): string {
  return (hex.match(/.{1,64}/g) ?? []).map((word) => BigInt(`0x${word}`).toString()).join(" ");
}

/** Where chain and model differ, view by view. */
function differences(views: readonly View[], answer: string): string[] {
  let at = 2;
  return views.flatMap(({ label, expected }) => {
    const size = Number(BigInt(`0x${answer.slice(at, at + 64)}`)) * 2;
    const said = answer.slice(at + 64, at + 64 + size);
    at += 64 + size;
    const words = expected();
    if (said === words.map(wordOf).join("")) return [];
    return [`${label}: the chain says ${numbersIn(said)}, the model ${words.join(" ")}`];
  });
}

/** Compares all that can be seen, and throws what differs. */
export async function compare(port: Port, views: readonly View[]): Promise<void> {
  const call = { to: READER, data: `0x${views.map(({ asked }) => asked).join("")}` };
  const answer = await port.request("eth_call", [call, "latest"]);
  if (typeof answer !== "string") throw new Error("the chain gave no answer");
  if (answer === answerOf(views)) return;
  throw new Error(differences(views, answer).join("\n"));
}
