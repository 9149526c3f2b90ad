import { WeftError } from "../../errors/weft-error";

/** A document is no credential that this package could have exported, or was changed since. */
export class CredentialFormatError extends WeftError {
  /** Where in the document, by dots. */
  readonly path: string;

  constructor(path: string, allowed: string, cause?: unknown) {
    super("CREDENTIAL_FORMAT", `${path} of the credential must be ${allowed}`, {
      details: { path, allowed },
      cause,
    });
    this.path = path;
  }
}
