import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SidecarClient } from "../../../extension/rpc/client";
import type { EditorStateParams } from "../../../extension/rpc/protocol";
import { EditorShare, type EditorView } from "../../../extension/ui/editorShare";
import { ManualClock, settle } from "../fakes/manualClock";
import { report } from "../fakes/reports";

/** A window, and a sidecar that keeps what it is told. */
class Scene {
  readonly clock = new ManualClock();
  readonly told: EditorStateParams[] = [];
  readonly lines: string[] = [];
  capabilities = ["editorState"];
  connected = true;
  failure: Error | undefined;
  view: EditorView | undefined = { folders: ["/src"], active: { path: "/src/a.ts", line: 3 }, open: ["/src/a.ts", "/src/b.ts"] };
  readonly share = new EditorShare(
    () => this.view,
    () => (this.connected ? this.#client() : undefined),
    this.clock,
    (line) => this.lines.push(line),
  );

  /** What is told once things have settled. */
  async tell(): Promise<EditorStateParams[]> {
    await this.clock.advance(400);
    for (let answers = 0; answers < 5; answers++) {
      await settle();
    }

    return this.told.splice(0);
  }

  #client(): Pick<SidecarClient, "initialized" | "request"> {
    return {
      initialized: { serverVersion: "0.1.0", protocolVersion: 1, capabilities: this.capabilities, status: report() },
      request: async (_method: string, params: unknown) => {
        await settle();
        if (this.failure !== undefined) {
          throw this.failure;
        }

        this.told.push(params as EditorStateParams);
        return { taken: true } as never;
      },
    };
  }
}

describe("sharing what the editor shows", () => {
  it("waits until things have settled, and tells the last state once", async () => {
    const scene = new Scene();
    scene.share.changed();
    scene.share.changed();
    await scene.clock.advance(399);
    assert.deepEqual(scene.told, []);
    scene.view = { folders: ["/src"], active: { path: "/src/b.ts", line: 9 }, open: [] };
    assert.deepEqual(await scene.tell(), [{ folder: "/src", state: { activeFile: { path: "/src/b.ts", line: 9 }, openEditors: [] } }]);
  });

  it("tells each folder of its own files, and only what is new", async () => {
    const scene = new Scene();
    scene.view = {
      folders: ["/src", "/src/inner", "/other"],
      active: { path: "/src/inner/a.ts", line: 1 },
      open: ["/src/inner/a.ts", "/src/b.ts", "/src/b.ts", "/srcs/c.ts", "/etc/hosts"],
    };
    scene.share.changed();
    assert.deepEqual(await scene.tell(), [
      { folder: "/src", state: { openEditors: ["/src/b.ts"] } },
      { folder: "/src/inner", state: { activeFile: { path: "/src/inner/a.ts", line: 1 }, openEditors: ["/src/inner/a.ts"] } },
      { folder: "/other", state: { openEditors: [] } },
    ]);
    scene.view = { ...scene.view, active: { path: "/src/inner/a.ts", line: 2 } };
    scene.share.changed();
    assert.deepEqual((await scene.tell()).map(({ folder }) => folder), ["/src/inner"]);
  });

  it("tells that a file was saved, even when nothing else is new", async () => {
    const scene = new Scene();
    scene.share.changed();
    await scene.tell();
    scene.share.saved("/src/c.ts");
    assert.deepEqual((await scene.tell()).map(({ state }) => state.saved), [true]);
    scene.share.saved("/elsewhere/c.ts");
    scene.share.changed();
    assert.deepEqual(await scene.tell(), []);
  });

  it("names no file that looks secret", async () => {
    const scene = new Scene();
    scene.view = { folders: ["/src"], active: { path: "/src/.env", line: 1 }, open: ["/src/.env", "/src/key.pem", "/src/a.ts"] };
    scene.share.changed();
    assert.deepEqual(await scene.tell(), [{ folder: "/src", state: { openEditors: ["/src/a.ts"] } }]);
  });

  it("takes back what it told when it may tell nothing any more", async () => {
    const scene = new Scene();
    scene.share.changed();
    await scene.tell();
    scene.view = undefined;
    scene.share.changed();
    assert.deepEqual(await scene.tell(), [{ folder: "/src", state: { openEditors: [] } }]);
    scene.share.changed();
    assert.deepEqual(await scene.tell(), []);
  });

  it("tells everything anew over a new link", async () => {
    const scene = new Scene();
    scene.share.changed();
    await scene.tell();
    scene.share.connected();
    assert.equal((await scene.tell()).length, 1);
  });

  it("tells nothing to an older sidecar, to none, or after the end", async () => {
    const scene = new Scene();
    scene.capabilities = [];
    scene.share.changed();
    assert.deepEqual(await scene.tell(), []);
    scene.capabilities = ["editorState"];
    scene.connected = false;
    scene.share.changed();
    assert.deepEqual(await scene.tell(), []);
    scene.connected = true;
    scene.share.changed();
    scene.share.dispose();
    assert.deepEqual(await scene.tell(), []);
  });

  it("goes on after a failure, and tells the state again", async () => {
    const scene = new Scene();
    scene.failure = new Error("lost");
    scene.share.changed();
    assert.deepEqual(await scene.tell(), []);
    assert.deepEqual(scene.lines, ["What the editor shows was not told: Error: lost"]);
    scene.failure = undefined;
    scene.share.changed();
    assert.equal((await scene.tell()).length, 1);
  });
});
