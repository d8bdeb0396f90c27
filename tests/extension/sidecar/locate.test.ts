import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { describe, it } from "node:test";
import { locate, type LocateOptions, NotLocated } from "../../../extension/sidecar/locate";

const bundled = join("/ext", "dist", "server", "claude-sidecar");

function look(files: readonly string[], more: Partial<LocateOptions> = {}): ReturnType<typeof locate> {
  return locate({
    configured: "",
    extensionPath: "/ext",
    searchPath: ["/usr/bin", "/opt/bin"].join(delimiter),
    platform: "linux",
    exists: (path) => files.includes(path),
    ...more,
  });
}

describe("locating the sidecar", () => {
  it("prefers the setting to the bundled program, and that to the search path", () => {
    const everywhere = ["/my/sidecar", bundled, "/opt/bin/claude-sidecar"];
    assert.deepEqual(look(everywhere, { configured: " /my/sidecar " }), { path: "/my/sidecar", origin: "setting" });
    assert.deepEqual(look(everywhere), { path: bundled, origin: "bundled" });
    assert.deepEqual(look(["/opt/bin/claude-sidecar"]), { path: "/opt/bin/claude-sidecar", origin: "search path" });
  });

  it("does not look further when the setting is wrong", () => {
    for (const configured of ["/not/there", "bin/sidecar"]) {
      assert.throws(() => look([bundled, "bin/sidecar"], { configured }), (error) => error instanceof NotLocated && error.reason === "setting");
    }
  });

  it("takes nothing from a relative folder of the search path, which may be a repository's", () => {
    assert.throws(() => look(["claude-sidecar", join("bin", "claude-sidecar")], { searchPath: ["", ".", "bin"].join(delimiter) }), NotLocated);
  });

  it("looks for an .exe on Windows", () => {
    assert.equal(look([`${bundled}.exe`], { platform: "win32" }).path, `${bundled}.exe`);
  });
});
