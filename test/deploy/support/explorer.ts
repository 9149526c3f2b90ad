export { startExplorer, type Explorer, type Submission } from "../../../scripts/lib/explorer";
