import { packWord, readField } from "../words/layout";
import { REQUEST_LOT, REQUEST_RULES } from "../words/order-words";
import { checkAddress, checkBytes32, checkUint } from "../words/range";
import type { RequestStruct } from "./structs";
import type { Request } from "./types";

/**
 * The request as the market takes it.
 *
 * @throws InvalidFieldError naming the field, its value and what is allowed.
 */
export function packRequest(request: Request): RequestStruct {
  return {
    client: checkAddress("client", request.client),
    payer: checkAddress("payer", request.payer),
    beneficiary: checkAddress("beneficiary", request.beneficiary),
    token: checkAddress("token", request.token),
    maxPricePerUnit: checkUint("maxPricePerUnit", request.maxPricePerUnit, 256),
    tipPerUnit: checkUint("tipPerUnit", request.tipPerUnit, 256),
    needs: checkUint("needs", request.needs, 256),
    spec: checkBytes32("spec", request.spec),
    verifier: checkAddress("verifier", request.verifier),
    verifierTerms: checkBytes32("verifierTerms", request.verifierTerms),
    condition: checkAddress("condition", request.condition),
    conditionData: checkBytes32("conditionData", request.conditionData),
    venue: checkAddress("venue", request.venue),
    lot: packWord(REQUEST_LOT, request),
    rules: packWord(REQUEST_RULES, request),
  };
}

/** The request with every field unpacked. Unused bits of its words mean nothing and are dropped. */
export function unpackRequest(struct: RequestStruct): Request {
  const { lot, rules } = struct;
  return {
    client: checkAddress("client", struct.client),
    payer: checkAddress("payer", struct.payer),
    beneficiary: checkAddress("beneficiary", struct.beneficiary),
    token: checkAddress("token", struct.token),
    maxPricePerUnit: struct.maxPricePerUnit,
    tipPerUnit: struct.tipPerUnit,
    needs: struct.needs,
    spec: struct.spec,
    verifier: checkAddress("verifier", struct.verifier),
    verifierTerms: struct.verifierTerms,
    condition: checkAddress("condition", struct.condition),
    conditionData: struct.conditionData,
    venue: checkAddress("venue", struct.venue),
    units: readField(REQUEST_LOT, lot, "units"),
    minUnits: readField(REQUEST_LOT, lot, "minUnits"),
    minCollateralPerUnit: readField(REQUEST_LOT, lot, "minCollateralPerUnit"),
    maxSeconds: Number(readField(REQUEST_LOT, lot, "maxSeconds")),
    verifySeconds: Number(readField(REQUEST_RULES, rules, "verifySeconds")),
    maxGraceSeconds: Number(readField(REQUEST_RULES, rules, "maxGraceSeconds")),
    minLateSlashBps: Number(readField(REQUEST_RULES, rules, "minLateSlashBps")),
    minNoResultSlashBps: Number(readField(REQUEST_RULES, rules, "minNoResultSlashBps")),
    minWrongSlashBps: Number(readField(REQUEST_RULES, rules, "minWrongSlashBps")),
    expiry: Number(readField(REQUEST_RULES, rules, "expiry")),
    nonce: readField(REQUEST_RULES, rules, "nonce"),
  };
}
