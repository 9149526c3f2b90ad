import type { ExitReason } from "../receipt/exit";

/** Ends the program from inside a host function. It has no way to catch this. */
export class GuestStop extends Error {
  constructor(
    readonly exit: ExitReason,
    readonly detail?: string,
  ) {
    super(detail ?? exit);
    this.name = "GuestStop";
  }
}
