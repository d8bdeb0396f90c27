// The title of an interactive session is asked for while the quota is used up already: it is given locally, and the client shows no limit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { claudeBinary, versions } from "./drivers/claude.mjs";
import { temporaryFolder, textOf } from "./drivers/folders.mjs";
import { program } from "./drivers/sidecar.mjs";
import { Terminal } from "./drivers/tmux.mjs";
import { shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

for (const version of versions) {
  test(`Claude Code ${version}: a session in a terminal gets its title although the limit is met`, async (t) => {
    const stage = await setStage(t, { plays: [shoppingList.play], cloud: { quota: { "5h": { used: 1, resetsInSeconds: 3600 } } } });
    const terminal = new Terminal(t, {
      folder: temporaryFolder(t, "tmux"),
      cwd: stage.workspace,
      env: stage.environment({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "", DISABLE_TELEMETRY: "1", DISABLE_ERROR_REPORTING: "1" }),
      command: [program, "run", "--", claudeBinary(version), "--permission-mode", "acceptEdits", "--allowedTools", "Bash,Read,Write,Edit"],
    });
    await terminal.shows("❯");
    await terminal.type(shoppingList.prompt);
    await terminal.shows(shoppingList.closing, 120);
    assert.equal(textOf(stage.workspace, "sorted.txt"), shoppingList.files["sorted.txt"]);

    const titles = (await stage.local.messages()).filter(({ body }) => /\btitle\b/.test(JSON.stringify(body.messages)) && !(body.tools?.length > 0));
    assert.ok(titles.length > 0, "a title was asked for");
    assert.ok(titles.every(({ status }) => status === 200));
    assert.doesNotMatch(terminal.history(), /API Error|limit reached|hit your/i);
  });
}
