// A real VS Code with the packaged extension: the quota falls in its status bar while Claude Code works in its terminal.
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { test } from "node:test";
import { versions } from "./drivers/claude.mjs";
import { temporaryFolder } from "./drivers/folders.mjs";
import { until } from "./drivers/until.mjs";
import { startEditor } from "./drivers/vscode.mjs";
import { saying } from "./plays.mjs";
import { setStage } from "./stage.mjs";

const plays = [
  saying("First question", "The first answer is Claude's."),
  saying("Second question", "The second answer is Claude's, too."),
  saying("Third question", "The third answer was made here."),
  saying("Fourth question", "The fourth answer is Claude's again."),
];

test("in VS Code, the status bar follows the quota and the switch by hand, in every window", async (t) => {
  const stage = await setStage(t, {
    plays,
    cloud: { quota: { "5h": { used: 0.3, perRequest: 0.04, resetsInSeconds: 9000 }, "7d": { used: 0.1 } } },
  });
  const other = realpathSync(temporaryFolder(t, "other"));
  const editor = await startEditor(t, stage, versions.at(-1));
  const window = await editor.open(stage.workspace);
  await window.statusItem(/Claude –/);
  await window.screenshot("1-no-reading-yet");

  await window.command("ClaudeSidecar: Start Claude Code in Terminal");
  await window.terminalShows("❯");
  await window.ask("First question", "The first answer is Claude's.");
  const before = await window.statusItem(/5h \d+%/);
  await window.screenshot("2-first-answer");
  await window.ask("Second question", "The second answer is Claude's, too.");
  const after = await until("the quota to fall", async () => {
    const text = await window.statusItem(/5h \d+%/);
    return percent(text) > percent(before) ? text : null;
  });
  await window.screenshot("3-quota-falls");

  const second = await editor.open(other);
  assert.equal(percent(await second.statusItem(/5h \d+%/)), percent(after), "the second window shows the same quota");

  await window.command("ClaudeSidecar: Switch to Local Model");
  await window.statusItem(/Local qwen3-coder/);
  await second.statusItem(/Local qwen3-coder/);
  const asked = (await stage.local.messages()).length;
  await window.focusTerminal();
  await window.ask("Third question", "The third answer was made here.");
  assert.ok((await stage.local.messages()).length > asked, "the local model was asked");
  await window.screenshot("4-local");

  await window.command("ClaudeSidecar: Switch Back to Claude");
  await window.statusItem(/5h \d+%/);
  await second.statusItem(/5h \d+%/);
  await window.focusTerminal();
  await window.ask("Fourth question", "The fourth answer is Claude's again.");
  await window.screenshot("5-back");
  assert.deepEqual(
    (await stage.cloud.messages()).filter(({ status }) => status !== 200).map(({ refusal }) => refusal),
    [],
  );
  const { sessions, pid } = await stage.sidecar.status();
  assert.equal(sessions.length, 1);
  assert.equal(sessions[0].folder, stage.workspace);
  assert.equal(pid, stage.sidecar.instance().pid);
});

function percent(text) {
  return Number(/5h (\d+)%/.exec(text)[1]);
}
