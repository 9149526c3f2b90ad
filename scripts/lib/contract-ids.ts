/** The governor and its timelock by the names that Ignition has for them. */
export const GOVERNOR_ID = "Governance#WeftGovernor";
export const TIMELOCK_ID = "Governance#WeftTimelock";
/** The token by the same. */
export const TOKEN_ID = "WeftToken#WeftToken";
