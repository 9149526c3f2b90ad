/** What we use of the instrumenter, which ships no types. */
declare module "solidity-coverage/api" {
  interface Target {
    source: string;
    canonicalPath: string;
    relativePath: string;
  }

  interface Mark {
    hits: number;
  }

  /** A file in the shape of Istanbul's reports. */
  interface FileCoverage {
    path: string;
    s: Record<string, number>;
    f: Record<string, number>;
    b: Record<string, number[]>;
    branchMap: Record<string, { line: number }>;
  }

  /** The instrumenter, and what it makes of the marks that were come upon. */
  class CoverageApi {
    constructor(options: {
      cwd: string;
      viaIR: boolean;
      silent: boolean;
      istanbulReporter: string[];
      measureLineCoverage: boolean;
    });
    instrument(targets: Target[]): Target[];
    getInstrumentationData(): Record<string, Mark>;
    setInstrumentationData(data: Record<string, Mark>): void;
    report(folder: string): Promise<void>;
    coverage: { data: Record<string, FileCoverage> };
  }

  namespace CoverageApi {
    export { FileCoverage, Mark };
  }

  export = CoverageApi;
}
