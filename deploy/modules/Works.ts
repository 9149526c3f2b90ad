import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import JobMarketModule from "./JobMarket";

/**
 * Works, their market and their splits. Votes set the market's fee, treasury and currencies; nobody else may anything. `metadata` is the sha-256 of what {contractURI} names.
 */
export default buildModule("Works", (m) => {
  const { jobMarket, weftTimelock } = m.useModule(JobMarketModule);
  const workMarket = m.contract("WorkMarket", [
    weftTimelock,
    weftTimelock,
    m.getParameter("feeBps"),
  ]);
  const workVouchers = m.contract("WorkVouchers");
  const splits = m.contract("Splits");
  const works = m.contract("Works", [
    workMarket,
    workVouchers,
    jobMarket,
    splits,
    m.getParameter("metadata"),
  ]);
  const clearedOwnerCondition = m.contract("ClearedOwnerCondition", [works]);
  return { weftTimelock, workMarket, workVouchers, splits, works, clearedOwnerCondition };
});
