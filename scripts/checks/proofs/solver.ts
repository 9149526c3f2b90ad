import { readFileSync } from "node:fs";
import { join } from "node:path";
import { init, killThreads, type Z3Core } from "z3-solver";
import { LEMMAS } from "./lemmas";
import { negationOf, weakenedOf, type Lemma } from "./lemma";

/** A count of the solver's steps, so that a loaded machine decides as an idle one does. */
const STEPS = 20_000_000;

const ANSWERS: ReadonlyMap<number, string> = new Map([
  [1, "sat"],
  [-1, "unsat"],
]);

export interface Decided {
  lemma: Lemma;
  /** Why the lemma does not count; undefined where it is proven, and refuted once it is weakened. */
  fault: string | undefined;
}

export type Ask = (text: string) => Promise<string>;

/** White space aside, whether the contract says what the lemma is of. */
function says(root: string, [file, text]: Lemma["of"]): boolean {
  const plain = (words: string) => words.replace(/\s+/g, " ");
  return plain(readFileSync(join(root, file), "utf8")).includes(plain(text));
}

async function decide(root: string, lemma: Lemma, ask: Ask): Promise<Decided> {
  if (!says(root, lemma.of)) return { lemma, fault: `${lemma.of[0]} does not say ${lemma.of[1]}` };
  const answer = await ask(negationOf(lemma));
  if (answer !== "unsat") return { lemma, fault: `not proven: ${answer}` };
  const weakened = await ask(negationOf(weakenedOf(lemma)));
  if (weakened !== "sat") return { lemma, fault: `not refuted when weakened: ${weakened}` };
  return { lemma, fault: undefined };
}

/** Asks z3 about every lemma, and about every lemma weakened. */
export async function decideLemmas(
  root: string,
  lemmas: readonly Lemma[] = LEMMAS,
): Promise<Decided[]> {
  const api: { Z3: Z3Core; em: unknown } = await init();
  const { Z3, em } = api;
  // Read before anything is awaited: the text of a call that goes on in another thread is lost meanwhile.
  const ask: Ask = async (text) => {
    const context = Z3.mk_context(Z3.mk_config());
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    const params = Z3.mk_params(context);
    Z3.params_inc_ref(context, params);
    Z3.params_set_uint(context, params, Z3.mk_string_symbol(context, "rlimit"), STEPS);
    Z3.solver_set_params(context, solver, params);
    Z3.solver_from_string(context, solver, text);
    const answer = await Z3.solver_check(context, solver);
    Z3.del_context(context);
    return ANSWERS.get(answer) ?? "unknown";
  };
  const decided: Decided[] = [];
  try {
    for (const lemma of lemmas) decided.push(await decide(root, lemma, ask));
  } finally {
    await killThreads(em);
  }
  return decided;
}
