import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { stateDirectory } from "../../../extension/sidecar/stateDirectory";

describe("the state folder", () => {
  it("is where the environment says, most special first", () => {
    const all = { CLAUDE_SIDECAR_STATE_DIR: "/state", XDG_STATE_HOME: "/xdg", HOME: "/home/dev" };
    assert.equal(stateDirectory(all, "linux"), "/state");
    assert.equal(stateDirectory({ ...all, CLAUDE_SIDECAR_STATE_DIR: " " }, "linux"), "/xdg/claude-sidecar");
    assert.equal(stateDirectory({ HOME: "/home/dev" }, "linux"), "/home/dev/.local/state/claude-sidecar");
    assert.equal(stateDirectory({}, "linux"), join(homedir(), ".local/state/claude-sidecar"));
  });

  it("follows the habits of each system", () => {
    assert.equal(stateDirectory({ HOME: "/Users/dev" }, "darwin"), "/Users/dev/Library/Application Support/claude-sidecar");
    assert.equal(stateDirectory({ LOCALAPPDATA: "/local", XDG_STATE_HOME: "/xdg" }, "win32"), join("/local", "claude-sidecar"));
  });
});
