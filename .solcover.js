module.exports = {
  skipFiles: ["test"],
  istanbulReporter: ["text", "json-summary", "lcov"],
  // The instrumented code is larger than the optimizer's stack allows without the minimal IR pipeline.
  irMinimum: true,
};
