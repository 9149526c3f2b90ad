// Instrumented code burns other amounts of gas, and each of its steps is traced: specs that count gas, burn it, or do the
// same in every order are left to the plain run.
const leftOut = [
  "ESC17|STK13: lets a hundred requests of one|sparing with gas|20 KiB|: gas",
  "in any order|whatever the order|burns its gas|128 KiB|larger than the gas for copying",
];

module.exports = {
  skipFiles: ["test"],
  istanbulReporter: ["json-summary"],
  // The instrumented code is larger than the stack of the full optimizer allows. These steps keep the marks, which a
  // pass over unused memory would take away, and shorten what is traced.
  configureYulOptimizer: true,
  solcOptimizerDetails: {
    peephole: true,
    jumpdestRemover: true,
    orderLiterals: true,
    inliner: false,
    deduplicate: false,
    cse: false,
    constantOptimizer: false,
    yul: true,
    yulDetails: {
      stackAllocation: true,
      optimizerSteps: "dhfoDgvulfnTUtnIfxarEscLMcCTUtTOntnfDIul",
    },
  },
  mocha: { grep: leftOut.join("|"), invert: true },
};
