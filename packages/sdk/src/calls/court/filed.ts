import type { Provider } from "ethers";
import { OptimisticVerifier__factory, type OptimisticVerifier } from "../../contracts";
import type { EventArgs } from "../../events/events";
import type { CaseFile, CaseKey } from "../../verification/court/case";
import { eventsBetween, type FoundEvent } from "../logs";
import { courtOf } from "./contract";

/** A case with what calls need of it. */
export interface FiledCase extends CaseKey {
  file: CaseFile;
}

export type Opened = FoundEvent<ReturnType<typeof openedEvent>>;
export type Challenged = FoundEvent<ReturnType<typeof challengedEvent>>;

export function openedEvent(court: string, provider: Provider) {
  return courtOf(court, provider).getEvent("CaseOpened");
}

export function challengedEvent(verifier: string, provider: Provider) {
  const contract: OptimisticVerifier = OptimisticVerifier__factory.connect(verifier, provider);
  return contract.getEvent("ResultChallenged");
}

/** The file in an event, as calls take it. */
export function fileIn({ file }: EventArgs<ReturnType<typeof openedEvent>>): CaseFile {
  const { subject, plaintiff, defendant, terms } = file;
  return { subject, plaintiff, defendant, terms };
}

interface Place {
  provider: Provider;
  court: string;
  /** The optimistic verifier. */
  arbitrable: string;
}

/** The case that a challenge opened: its event is of the same transaction, and of the same result. */
export async function caseOf(
  { provider, court, arbitrable }: Place,
  { args, transaction, block }: Challenged,
): Promise<FiledCase | undefined> {
  const event = openedEvent(court, provider);
  const indexed = [arbitrable];
  const range = { provider, address: court, from: block, to: block };
  const found = (await eventsBetween({ ...range, event, indexed })).find(
    (opened) => opened.transaction === transaction && opened.args.file.subject === args.subject,
  );
  if (found === undefined) return undefined;
  return { court, arbitrable, caseId: found.args.caseId, file: fileIn(found.args) };
}

/** The challenge that a case was opened by; undefined where the contract before the court tells none. */
export async function challengeOf(
  { provider, arbitrable }: Place,
  { args, transaction, block }: Opened,
): Promise<Challenged | undefined> {
  const event = challengedEvent(arbitrable, provider);
  const indexed = [null, null, args.file.plaintiff];
  const range = { provider, address: arbitrable, from: block, to: block };
  return (await eventsBetween({ ...range, event, indexed })).find(
    (made) => made.transaction === transaction && made.args.subject === args.file.subject,
  );
}
