// Everything that one test needs, in folders of its own: the two stand-ins, a sidecar between them, a home and a workspace.
import { realpathSync } from "node:fs";
import { claudeEnvironment, prepareHome } from "./drivers/claude.mjs";
import { temporaryFolder } from "./drivers/folders.mjs";
import { Sidecar } from "./drivers/sidecar.mjs";
import { startSimulator } from "./drivers/simulator.mjs";

/** Sets the stage. The sidecar is configured but not started. */
export async function setStage(t, { plays, cloud = {}, local = {}, configuration }) {
  const home = realpathSync(temporaryFolder(t, "home"));
  const workspace = realpathSync(temporaryFolder(t, "workspace"));
  prepareHome(home, workspace);
  const cloudStandIn = await startSimulator(t, "cloud", { plays, cloud });
  const localStandIn = await startSimulator(t, "local", { plays, local });
  const sidecar = await Sidecar.prepare(t, { home, cloud: cloudStandIn, local: localStandIn, configuration });
  return {
    home,
    workspace,
    plays,
    cloud: cloudStandIn,
    local: localStandIn,
    sidecar,

    /** The environment of Claude Code, and of whoever starts it. */
    environment: (more = {}) => claudeEnvironment(home, { CLAUDE_SIDECAR_STATE_DIR: sidecar.state, ...more }),
  };
}
