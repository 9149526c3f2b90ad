const { Wallet, id } = require("ethers");
const { decodeFunctionData, encodeFunctionData } = require("viem");

const MARKET = "0x00000000000000000000000000000000000000a1";
const VERIFIER = "0x00000000000000000000000000000000000000a2";
const TOKEN = "0x00000000000000000000000000000000000000a3";
const AMOUNT = 2_000_000n;

/**
 * What both module systems do with the SDK they loaded: sign an offer and know its signer again, encode a call from a
 * typed ABI and read it back, and be told what is wrong with an order.
 */
module.exports = async function tryOut(sdk, { vaultAbi }) {
  const provider = new Wallet(id("a provider"));
  const domain = sdk.marketDomain({ chainId: 31337n, contract: MARKET });
  const terms = {
    provider: provider.address,
    token: TOKEN,
    pricePerUnit: AMOUNT,
    resources: { engines: ["wasm"], cores: 8 },
    verifications: [{ verifier: VERIFIER, terms: sdk.ANY_TERMS }],
    nonce: 0n,
    now: 1_800_000_000,
  };
  const offer = sdk.buildOffer(terms);
  const signature = await sdk.signOffer({ signer: provider, domain, offer });
  const digest = sdk.offerDigest(domain, offer);
  const isSigned = await sdk.verifyOrderSignature({ digest, signer: provider.address, signature });

  const args = [TOKEN, AMOUNT, provider.address];
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "withdraw", args });
  const read = decodeFunctionData({ abi: vaultAbi, data });

  let refused = "nothing";
  try {
    sdk.buildOffer({ ...terms, verifications: [] });
  } catch (error) {
    if (!(error instanceof sdk.WeftError)) throw error;
    refused = `${error.code}: ${error.message}`;
  }
  return { offer: sdk.offerHash(offer), isSigned, call: read.functionName, refused };
};
