/** Calls of the jury court: of parties, of jurors, and of whoever looks on. */
export * from "./case";
export * from "./cases-of";
export * from "./seats";
export * from "./standing";
export * from "./votes";
