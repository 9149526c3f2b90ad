import type { Provider } from "ethers";
import { isRefusal } from "../calls/ask";
import { show } from "../calls/lease/show";
import { read } from "../calls/read";
import { LeaseMarket__factory } from "../contracts";
import { toWeftError } from "../errors/decode";
import { InvalidFieldError, WeftError } from "../errors/weft-error";
import type { WeftDomain } from "../orders/domain";
import { verifyOfferSignature, verifyOrderSignature } from "../orders/verify";
import { isSameAccount } from "../words/range";
import { checkLease } from "./check-lease";
import { leaseDigest } from "./digest";
import { packOpening } from "./pack-lease";
import { payerOf } from "./payer";
import type { Lease, Opening } from "./types";

/** Why a provider should not serve a lease. */
export type OpeningFaultName =
  /** Terms that no market opens, or signatures of a form that none takes. */
  | "UnsoundTerms"
  /** The lease pays somebody else. */
  | "OtherProvider"
  /** The lease pays in a token that is none of ours. */
  | "OtherToken"
  /** No valid signature of the provider, or of a key that it lets sign offers. */
  | "ProviderUnsigned"
  | "ClientUnsigned"
  | "PayerUnsigned"
  /** The market would not open it now. */
  | "CannotOpen";

/** One reason not to serve a lease. */
export interface OpeningFault {
  fault: OpeningFaultName;
  /** One sentence: what was wrong, and what is allowed. */
  sentence: string;
}

/** A lease was not taken; nothing of it was stored. */
export class OpeningRefusedError extends WeftError {
  /** Every reason, in the order of the checks. */
  readonly faults: readonly OpeningFault[];

  constructor(faults: readonly OpeningFault[]) {
    super("OPENING_REFUSED", faults.map(({ sentence }) => sentence).join("; "), {
      details: { faults },
    });
    this.faults = faults;
  }
}

/** What a provider serves by. */
export interface OpeningTerms {
  /** Who serves: the provider that leases must name, or they would pay somebody else. */
  account: string;
  /** In which it is paid. */
  tokens: readonly string[];
}

export interface CheckOpeningParameters extends OpeningTerms {
  provider: Provider;
  domain: WeftDomain;
  opening: Opening;
}

function fault(name: OpeningFaultName, sentence: string): OpeningFault {
  return { fault: name, sentence };
}

/** Faults that the terms alone show. */
function faultsOfTerms({ opening, account, tokens }: CheckOpeningParameters): OpeningFault[] {
  const { lease } = opening;
  try {
    checkLease(lease);
    packOpening(opening);
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    return [fault("UnsoundTerms", error.message)];
  }
  const faults: OpeningFault[] = [];
  if (!isSameAccount(lease.provider, account)) {
    const sentence = `the lease pays ${lease.provider}; here serves ${account}`;
    faults.push(fault("OtherProvider", sentence));
  }
  if (!tokens.some((token) => isSameAccount(token, lease.token))) {
    const sentence = `the lease pays in ${lease.token}; taken is ${tokens.join(", ") || "nothing"}`;
    faults.push(fault("OtherToken", sentence));
  }
  return faults;
}

async function unsigned(parameters: CheckOpeningParameters): Promise<OpeningFault[]> {
  const { provider, domain, opening } = parameters;
  const { lease, providerSignature, clientSignature, payerSignature } = opening;
  const market = LeaseMarket__factory.connect(domain.verifyingContract, provider);
  const by = { digest: leaseDigest(domain, lease), provider };
  const stakeVault = await read(() => market.stakeVault());
  const payer = payerOf(lease);
  const checks: [OpeningFaultName, string, Promise<boolean>][] = [
    [
      "ProviderUnsigned",
      `provider ${lease.provider}, or a key that it lets sign offers`,
      verifyOfferSignature({
        ...by,
        stakeVault,
        signer: lease.provider,
        signature: providerSignature,
      }),
    ],
    [
      "ClientUnsigned",
      `client ${lease.client}`,
      verifyOrderSignature({ ...by, signer: lease.client, signature: clientSignature }),
    ],
  ];
  if (!isSameAccount(payer, lease.client)) {
    const signed = verifyOrderSignature({ ...by, signer: payer, signature: payerSignature });
    checks.push(["PayerUnsigned", `payer ${payer}`, signed]);
  }
  const faults: OpeningFault[] = [];
  for (const [name, who, isSigned] of checks) {
    if (await isSigned) continue;
    const sentence = `the lease needs a signature of ${who}, for this chain, this market and exactly these terms`;
    faults.push(fault(name, sentence));
  }
  return faults;
}

/** Why the market would refuse to open it now: its time, its nonce, its payer's money, the provider's pool. */
async function refusal({
  provider,
  domain,
  opening,
}: CheckOpeningParameters): Promise<OpeningFault[]> {
  const market = LeaseMarket__factory.connect(domain.verifyingContract, provider);
  try {
    await market.open.staticCall(packOpening(opening));
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw toWeftError(error);
    const { message } = toWeftError(error);
    return [fault("CannotOpen", `the lease cannot be opened: ${message}`)];
  }
}

function isOpen(provider: Provider, domain: WeftDomain, lease: Lease): Promise<boolean> {
  const market = domain.verifyingContract;
  return show({ provider, market, lease }).then((view) => view.isOpen);
}

/**
 * Why a provider should not serve a lease: every reason, in order; none where it should. A lease that is open needs no
 * signature any more.
 *
 * @example
 * const faults = await checkOpening({ provider, domain, opening, account, tokens: [token] });
 */
export async function checkOpening(parameters: CheckOpeningParameters): Promise<OpeningFault[]> {
  const { provider, domain, opening } = parameters;
  const faults = faultsOfTerms(parameters);
  if (faults.some((each) => each.fault === "UnsoundTerms")) return faults;
  if (await isOpen(provider, domain, opening.lease)) return faults;
  faults.push(...(await unsigned(parameters)));
  if (faults.length === 0) faults.push(...(await refusal(parameters)));
  return faults;
}
