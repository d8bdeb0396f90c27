import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folder in which the sidecar keeps its state: the rules of server/Storage/SidecarPaths.cs. */
export function stateDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = notEmpty(environment["CLAUDE_SIDECAR_STATE_DIR"]);
  if (chosen !== undefined) {
    return resolve(chosen);
  }

  if (platform === "win32") {
    return join(notEmpty(environment["LOCALAPPDATA"]) ?? join(homedir(), "AppData", "Local"), "claude-sidecar");
  }

  const xdg = notEmpty(environment["XDG_STATE_HOME"]);
  if (xdg !== undefined) {
    return join(resolve(xdg), "claude-sidecar");
  }

  const home = notEmpty(environment["HOME"]) ?? homedir();
  return platform === "darwin"
    ? join(home, "Library", "Application Support", "claude-sidecar")
    : join(home, ".local", "state", "claude-sidecar");
}

function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}
