import type { Lemma } from "../lemma";
import { markets } from "./markets";
import { others } from "./others";
import { staking } from "./staking";

export const LEMMAS: readonly Lemma[] = [...staking, ...markets, ...others];
