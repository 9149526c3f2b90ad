import { withFolder } from "../../scripts/lib/folder";
import { runCommand } from "../../scripts/lib/command";
import { toJson } from "../../scripts/lib/json";
import { live } from "./story";

// The process that runs the story on a chain of its own: Hardhat connects to one chain a process.
if (require.main === module) {
  void runCommand({
    usage: "Lives through the protocol on the chain that HARDHAT_NETWORK names.\n",
    readOptions: () => ({}),
    run: async () => {
      const life = await withFolder("weft-life-", live);
      process.stdout.write(`${toJson(life)}\n`);
    },
  });
}
