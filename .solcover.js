module.exports = {
  skipFiles: ["test"],
  istanbulReporter: ["text", "json-summary", "lcov"],
  // The instrumented code is larger than the optimizer's stack allows without the minimal IR pipeline.
  irMinimum: true,
  // Instrumented code burns other amounts of gas, and is slow: specs that count gas or repeat hundreds of times are left
  // to the plain run.
  mocha: {
    grep: "ESC17|sparing with gas|20 KiB|: gas|STK13: lets a hundred requests of one",
    invert: true,
  },
};
