import {
  jobId,
  marketDomain,
  offerDigest,
  packJob,
  packOffer,
  packRequest,
  packResources,
  requestDigest,
  type Job as SignedJob,
  type JobStruct,
  type MatchStruct,
  type Offer,
  type Request,
  type WeftDomain,
} from "@weft/sdk";
import { ZeroAddress, ZeroHash, id } from "ethers";

import { NOBODY } from "../reference/rules";
import type { Job } from "../reference/jobs";
import { payerOf, type OfferTerms, type Pair, type RequestTerms } from "../reference/orders";
import type { Deployment } from "./deploy";
import { LeasePapers } from "./leasePapers";

const SPEC = id("program, inputs and limits");

/** Orders and jobs as the market takes them. */
export class Papers {
  readonly leases: LeasePapers;
  readonly #deployment: Deployment;
  readonly #domain: WeftDomain;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#domain = marketDomain({
      chainId: deployment.chainId,
      contract: this.at("jobMarket"),
    });
    const keys = {
      at: (name: string) => this.at(name),
      sign: (name: string, digest: string) => this.sign(name, digest),
    };
    this.leases = new LeasePapers(keys, deployment.chainId);
  }

  at(name: string): string {
    const address = this.#deployment.addresses.get(name);
    if (address === undefined) throw new Error(`nobody is called ${name}`);
    return address;
  }

  /** A signature of whoever signs; of nobody, none. */
  sign(name: string, digest: string): string {
    if (name === NOBODY) return "0x";
    const key = this.#deployment.keys.get(name);
    if (key === undefined) throw new Error(`${name} has no key`);
    return key.signingKey.sign(digest).serialized;
  }

  offer(terms: OfferTerms): Offer {
    const { verifier, verifierTerms, cores, ...rest } = terms;
    return {
      ...rest,
      provider: this.at(terms.provider),
      token: this.at(terms.token),
      venue: this.at(terms.venue),
      resources: packResources({ engines: ["wasm"], cores }),
      verifications: [
        {
          verifier: this.at(verifier),
          terms: verifierTerms === null ? ZeroHash : id(verifierTerms),
        },
      ],
      ...{ condition: ZeroAddress, conditionData: ZeroHash },
      minSeconds: Number(terms.minSeconds),
      minVerifySeconds: Number(terms.minVerifySeconds),
      maxSeconds: Number(terms.maxSeconds),
      graceSeconds: Number(terms.graceSeconds),
      lateSlashBps: Number(terms.lateSlashBps),
      noResultSlashBps: Number(terms.noResultSlashBps),
      wrongSlashBps: Number(terms.wrongSlashBps),
      expiry: Number(terms.expiry),
    };
  }

  request(terms: RequestTerms): Request {
    const { cores, ...rest } = terms;
    return {
      ...rest,
      client: this.at(terms.client),
      payer: this.at(terms.payer),
      beneficiary: ZeroAddress,
      token: this.at(terms.token),
      venue: this.at(terms.venue),
      needs: packResources({ engines: ["wasm"], cores }),
      spec: SPEC,
      verifier: this.at(terms.verifier),
      verifierTerms: id(terms.verifierTerms),
      ...{ condition: ZeroAddress, conditionData: ZeroHash },
      maxSeconds: Number(terms.maxSeconds),
      verifySeconds: Number(terms.verifySeconds),
      maxGraceSeconds: Number(terms.maxGraceSeconds),
      minLateSlashBps: Number(terms.minLateSlashBps),
      minNoResultSlashBps: Number(terms.minNoResultSlashBps),
      minWrongSlashBps: Number(terms.minWrongSlashBps),
      expiry: Number(terms.expiry),
    };
  }

  digestsOf({ offer, request }: Pair): { offer: string; request: string } {
    return {
      offer: offerDigest(this.#domain, this.offer(offer)),
      request: requestDigest(this.#domain, this.request(request)),
    };
  }

  requestDigest(terms: RequestTerms): string {
    return requestDigest(this.#domain, this.request(terms));
  }

  match(pair: Pair): MatchStruct {
    const digests = this.digestsOf(pair);
    return {
      offer: packOffer(this.offer(pair.offer)),
      request: packRequest(this.request(pair.request)),
      units: pair.units,
      pricePerUnit: pair.pricePerUnit,
      offerSignature: this.sign(pair.signers.offer, digests.offer),
      requestSignature: this.sign(pair.signers.request, digests.request),
      payerSignature: this.sign(pair.signers.payer, digests.request),
      offerEvidence: "0x",
      requestEvidence: "0x",
    };
  }

  signedJob(job: Job): SignedJob {
    const { offer, request, pricePerUnit } = job.pair;
    const wanted = this.request(request);
    return {
      request: requestDigest(this.#domain, wanted),
      client: wanted.client,
      payer: this.at(payerOf(request)),
      beneficiary: wanted.client,
      provider: this.at(offer.provider),
      token: wanted.token,
      pricePerUnit,
      needs: wanted.needs,
      spec: wanted.spec,
      verifier: wanted.verifier,
      verifierTerms: wanted.verifierTerms,
      units: job.units,
      firstUnit: job.firstUnit,
      collateral: job.collateral,
      index: Number(BigInt.asUintN(32, request.nonce)),
      matchedAt: Number(job.matchedAt),
      graceUntil: Number(job.graceUntil),
      deadline: Number(job.deadline),
      finalAt: Number(job.finalAt),
      feeBps: Number(job.feeBps),
      lateSlashBps: Number(offer.lateSlashBps),
      noResultSlashBps: Number(offer.noResultSlashBps),
      wrongSlashBps: Number(offer.wrongSlashBps),
      ownBps: Number(job.ownBps),
      poolPpm: Number(job.poolPpm),
    };
  }

  jobId(job: Job): string {
    return jobId(this.signedJob(job));
  }

  job(job: Job): JobStruct {
    return packJob(this.signedJob(job));
  }
}
