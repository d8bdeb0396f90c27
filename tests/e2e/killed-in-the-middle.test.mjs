// The sidecar dies in the middle of an answer: it is started again on the same port, and Claude Code's own retries do the rest.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTask, versions } from "./drivers/claude.mjs";
import { textOf } from "./drivers/folders.mjs";
import { until } from "./drivers/until.mjs";
import { shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

for (const version of versions) {
  test(`Claude Code ${version} finishes its task although the sidecar is killed during an answer`, async (t) => {
    // Slow enough that every answer is under way for a while.
    const stage = await setStage(t, { plays: [shoppingList.play], cloud: { eventDelayMs: 150, chunkSize: 8 } });
    const base = await stage.sidecar.print(["ensure"]);
    const first = stage.sidecar.instance();
    const session = startTask(t, {
      version,
      prompt: shoppingList.prompt,
      cwd: stage.workspace,
      env: stage.environment({ ANTHROPIC_BASE_URL: base.split(/\s/).at(-1) }),
    });

    const underWay = await until("the third answer to be under way", async () =>
      (await stage.cloud.messages()).find(({ mainNumber, status }) => mainNumber === 3 && status === 200),
    );
    process.kill(first.pid, "SIGKILL");
    // As the editor does, and the SessionStart hook: whoever notices that it is gone starts it again.
    const again = await stage.sidecar.print(["ensure"]);
    const { exitCode, result, stderr } = await session.end();

    assert.equal(exitCode, 0, stderr);
    assert.equal(result.is_error, false, result.result);
    assert.equal(result.result, shoppingList.closing);
    for (const [file, content] of Object.entries(shoppingList.files)) {
      assert.equal(textOf(stage.workspace, file), content, file);
    }

    assert.equal(again, base, "the same address as before");
    const second = stage.sidecar.instance();
    assert.notEqual(second.pid, first.pid);
    assert.equal(second.port, first.port);
    const cut = (await stage.cloud.messages()).find(({ number }) => number === underWay.number);
    assert.ok(cut.clientLeft, "the answer that was under way broke off");
  });
}
