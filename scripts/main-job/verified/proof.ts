import {
  GROTH16_VERIFY_GAS,
  groth16Program,
  groth16Signals,
  hashProofTerms,
  proof,
  proofTerms,
} from "@weft/sdk";
import { id, toBeHex } from "ethers";

import { inferenceKey } from "../../lib/inference/files";
import { commitmentOf, decodeInference, inputDigest } from "../../lib/inference/network";
import { inferenceProver } from "../../lib/inference/prove";
import { samples, train } from "../../lib/inference/train";
import { settle } from "../settle";
import type { Chapter, Context } from "../story";
import { openJobs } from "./open";

const CLASSES = 3;

/** Ada asks her network, whose weights nobody sees, about some features, and proves what it said. */
export async function tellProof(context: Context): Promise<Chapter> {
  const { market, ledger, progress } = context;
  const [ada] = market.providers;
  const [asked] = samples(1, "asked");
  if (ada === undefined || asked === undefined) throw new Error("the story needs a prover");
  const secret = {
    network: train(samples(200, "training")),
    salt: BigInt(id("a salt that its owner draws at random")),
  };
  const spec = toBeHex(inputDigest(commitmentOf(secret.network, secret.salt), asked.features), 32);
  const terms = proofTerms({
    system: await market.groth16ProofSystem.getAddress(),
    program: groth16Program(inferenceKey()),
    verifyGas: GROTH16_VERIFY_GAS,
  });
  const [opened] = await openJobs(context, { spec }, [ada], {
    verifier: await market.proofVerifier.getAddress(),
    terms: hashProofTerms(terms),
    index: 12,
  });
  if (opened === undefined) throw new Error("no job was opened");
  progress.say("A proven inference");
  const proven = await proof.prove({
    signer: ada.signer,
    job: opened.job,
    terms,
    prover: inferenceProver(secret, asked.features),
  });
  ledger.note(ada.name, "submit the proven result", proven.receipt);
  const [signal = 0n] = groth16Signals(proven.output);
  const said = decodeInference(signal, CLASSES);
  const ending = await settle(market, ledger, opened);
  const finding = { reason: `proven: class ${said.class} of ${CLASSES}, weights unseen` };
  return { how: "proof", opened, delivery: undefined, finding, ending, chunks: [] };
}
