import {
  leaseDigest,
  leaseDomain,
  leaseId,
  packLease,
  packOpening,
  packVoucher,
  voucherDigest,
  type Lease,
  type LeaseStruct,
  type OpeningStruct,
  type VoucherStruct,
  type WeftDomain,
} from "@weft/sdk";
import { id } from "ethers";

import type { LeaseTerms, Opening, Voucher } from "../reference/terms";

const SPEC = id("service, prices and limits");

/** Where names are, and what they sign. */
interface Keys {
  at: (name: string) => string;
  sign: (name: string, digest: string) => string;
}

/** Leases and vouchers as the market takes them. */
export class LeasePapers {
  readonly #keys: Keys;
  readonly #domain: WeftDomain;

  constructor(keys: Keys, chainId: bigint) {
    this.#keys = keys;
    this.#domain = leaseDomain({ chainId, contract: keys.at("leaseMarket") });
  }

  #signed(terms: LeaseTerms): Lease {
    const { at } = this.#keys;
    return {
      ...terms,
      provider: at(terms.provider),
      token: at(terms.token),
      client: at(terms.client),
      payer: at(terms.payer),
      voucherSigner: at(terms.voucherSigner),
      spec: SPEC,
      startsAt: Number(terms.startsAt),
      endsAt: Number(terms.endsAt),
      expiry: Number(terms.expiry),
      noticeSeconds: Number(terms.noticeSeconds),
      collectSeconds: Number(terms.collectSeconds),
    };
  }

  id(terms: LeaseTerms): string {
    return leaseId(this.#signed(terms));
  }

  digest(terms: LeaseTerms): string {
    return leaseDigest(this.#domain, this.#signed(terms));
  }

  voucherDigest(terms: LeaseTerms, amount: bigint): string {
    return voucherDigest(this.#domain, { leaseId: this.id(terms), amount });
  }

  lease(terms: LeaseTerms): LeaseStruct {
    return packLease(this.#signed(terms));
  }

  opening({ lease, signers }: Opening): OpeningStruct {
    const digest = this.digest(lease);
    return packOpening({
      lease: this.#signed(lease),
      providerSignature: this.#keys.sign(signers.provider, digest),
      clientSignature: this.#keys.sign(signers.client, digest),
      payerSignature: this.#keys.sign(signers.payer, digest),
    });
  }

  voucher({ lease, amount, signed }: Voucher): VoucherStruct {
    const digest = this.voucherDigest(signed.lease, signed.amount);
    const signature = this.#keys.sign(signed.by, digest);
    return packVoucher({ lease: this.#signed(lease), amount, signature });
  }
}
