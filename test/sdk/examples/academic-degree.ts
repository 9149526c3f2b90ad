import { hexlify, randomBytes, type Provider, type Signer } from "ethers";
import {
  credentialDomain,
  disclose,
  exportHeld,
  fromVerifiableCredential,
  importHeld,
  isPresentedBySubject,
  issueCredential,
  signPresentation,
  toVerifiableCredential,
  verifyDisclosure,
} from "../../../packages/sdk/src";

/** Accounts and addresses of the example. */
export interface DegreeSetup {
  chain: Provider;
  university: Signer;
  graduate: Signer;
  credentials: string;
}

const SCHEMA = "https://weft.example/schemas/degree/v1";

/** A degree that is shown to an employer without the grade; nothing of it ever touches the chain. */
export async function academicDegree(setup: DegreeSetup): Promise<string[]> {
  const { chain, university, graduate, credentials } = setup;
  const { chainId } = await chain.getNetwork();
  const now = (await chain.getBlock("latest"))?.timestamp ?? 0;
  const domain = credentialDomain({ chainId, contract: credentials });

  // The university signs once, and keeps a number under which it could revoke.
  const issued = await issueCredential({
    signer: university,
    domain,
    subject: await graduate.getAddress(),
    schema: SCHEMA,
    claims: [
      { name: "degree", type: "string", value: "MSc Computer Science" },
      { name: "year", type: "uint256", value: 2026n },
      { name: "grade", type: "string", value: "2.7" },
      { name: "matriculation", type: "string", value: "04021987" },
    ],
    issuedAt: now,
    expiresAt: now + 9 * 365 * 86_400,
    index: 40_217,
  });

  // The graduate keeps it as a document, of the kind that any wallet of Verifiable Credentials stores.
  const safe = JSON.stringify(exportHeld(issued));
  const held = importHeld(JSON.parse(safe));

  // To the employer goes a document with two of the four claims, and a signature for this occasion.
  const shown = JSON.stringify(toVerifiableCredential(disclose(held, ["degree", "year"])));
  const occasion = {
    audience: "careers.example",
    challenge: hexlify(randomBytes(32)),
    expiry: now + 3_600,
  };
  const { credential } = held;
  const signature = await signPresentation({ signer: graduate, domain, credential, ...occasion });

  // The employer reads what came, asks the chain whether it still holds, and who it was that showed it.
  const read = fromVerifiableCredential(JSON.parse(shown));
  const faults = await verifyDisclosure({
    ...{ shown: read, provider: chain, domain, schema: SCHEMA },
    issuers: [await university.getAddress()],
  });
  const isTheirs = await isPresentedBySubject({
    ...{ domain, credential: read.credential, ...occasion, signature, now },
  });
  const claims = read.claims.map(({ name, value }) => `${name}: ${String(value)}`);
  const verdict = faults.length === 0 && isTheirs ? "verified" : "refused";
  return [...claims, verdict, shown.includes("2.7") ? "the grade leaked" : "the grade is hidden"];
}
