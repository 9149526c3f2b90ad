import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import JobMarketModule from "./JobMarket";

/**
 * Works, their market and their splits. `owner` may set the market's fee, treasury and currencies; nobody else may
 * anything. `metadata` is the sha-256 of what {contractURI} names.
 */
export default buildModule("Works", (m) => {
  const { jobMarket } = m.useModule(JobMarketModule);
  const workMarket = m.contract("WorkMarket", [
    m.getParameter("owner"),
    m.getParameter("treasury"),
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
  return { workMarket, workVouchers, splits, works, clearedOwnerCondition };
});
