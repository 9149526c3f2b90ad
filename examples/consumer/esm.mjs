import * as sdk from "@weft/sdk";
import * as abis from "@weft/sdk/abis";
import { FileSecretStore } from "@weft/sdk/node";
import tryOut from "./offer.cjs";

process.stdout.write(
  `${JSON.stringify({ ...(await tryOut(sdk, abis)), store: typeof FileSecretStore.open })}\n`,
);
