export { startAnvil, type Anvil } from "../../../scripts/lib/anvil";
