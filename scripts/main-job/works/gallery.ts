import { sha256, type Hex, type TileOptions } from "@weft/runtime";
import type { FileContentStore } from "@weft/sdk/node";

import type { Works } from "../../../typechain-types";
import type { Ledger } from "../../lib/ledger";
import { openStall, type Stall } from "../../works/stall";
import type { Market } from "../market";
import type { Task } from "../task";

/** Where the works made of one picture are kept and sold. */
export interface Gallery {
  store: FileContentStore;
  stall: Stall;
  contract: Works;
  layout: TileOptions;
  /** Digest of the input of each tile, by its place: what says in a receipt which tile it is of. */
  inputs: Hex[];
}

export async function openGallery(
  { works, workMarket }: Market,
  ledger: Ledger,
  { task, layout, store }: { task: Task; layout: TileOptions; store: FileContentStore },
): Promise<Gallery> {
  const at = { works: await works.getAddress(), workMarket: await workMarket.getAddress() };
  const stall = await openStall({ at, ledger });
  return {
    store,
    stall,
    contract: works,
    layout,
    inputs: task.chunks.map((input) => sha256(input)),
  };
}
