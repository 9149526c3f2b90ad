import { eventIn } from "../../events/events";
import { packScopes, unpackScopes, type Scope } from "../../staking/scopes";
import { checkAccount } from "../../words/range";
import { send, type CallResult } from "../send";
import { stakeVaultOf, type StakeCall } from "./call";

export interface SetOperatorParameters extends StakeCall {
  /** The key that acts for the signer. */
  operator: string;
  /** All that it may do from now on; none revokes. */
  scopes: Iterable<Scope>;
}

/**
 * Says all that a key may do in the signer's name, for every market.
 *
 * @example
 * await stake.setOperator({ signer, stakeVault, operator: machine, scopes: ["SIGN_OFFERS", "SUBMIT"] });
 */
export async function setOperator(
  parameters: SetOperatorParameters,
): Promise<CallResult & { operator: string; scopes: Scope[] }> {
  const { stakeVault, overrides = {} } = parameters;
  const contract = stakeVaultOf(parameters);
  const asked = checkAccount("operator", parameters.operator);
  const word = packScopes(parameters.scopes);
  const receipt = await send(parameters, () => contract.setOperator(asked, word, overrides));
  const { operator, scopes } = eventIn(receipt, stakeVault, contract.getEvent("OperatorSet"));
  return { receipt, operator, scopes: unpackScopes(scopes) };
}
