// An interactive session: the limit, the local model, the reset of the window, and Claude again with a history that it accepts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { claudeBinary, versions } from "./drivers/claude.mjs";
import { temporaryFolder, textOf } from "./drivers/folders.mjs";
import { Terminal } from "./drivers/tmux.mjs";
import { program } from "./drivers/sidecar.mjs";
import { saying, shoppingList } from "./plays.mjs";
import { setStage } from "./stage.mjs";

const farewell = saying("Is anything missing?", "Nothing is missing, said by Claude.", "The list has three lines.");

for (const version of versions) {
  test(`an open session of Claude Code ${version} returns to Claude when the window has reset`, async (t) => {
    const script = {
      plays: [shoppingList.play, farewell],
      cloud: {
        limitAtRequest: 3,
        quota: { "5h": { used: 0.4, perRequest: 0.01, resetsInSeconds: 45, lengthSeconds: 18_000 }, "7d": { used: 0.1 } },
      },
    };
    const stage = await setStage(t, script);
    const terminal = new Terminal(t, {
      folder: temporaryFolder(t, "tmux"),
      cwd: stage.workspace,
      env: stage.environment(),
      command: [program, "run", "--", claudeBinary(version), "--permission-mode", "acceptEdits", "--allowedTools", "Bash,Read,Write,Edit"],
    });
    await terminal.shows("❯");
    await stage.cloud.load(script); // the window's 45 seconds begin here
    await terminal.type(shoppingList.prompt);
    await terminal.shows(shoppingList.closing, 120);
    assert.equal(textOf(stage.workspace, "sorted.txt"), shoppingList.files["sorted.txt"]);
    const away = await stage.sidecar.statusWhere("the local model answers", ({ route }) => route.provider === "local");
    assert.equal(away.route.reason, "quota-window");
    assert.ok(Date.parse(away.route.until) > Date.now(), "the status says when Claude is expected back");

    const before = (await stage.cloud.messages()).length;
    await stage.sidecar.statusWhere("the window has reset", ({ route }) => route.provider === "claude");
    await terminal.type("Is anything missing?");
    await terminal.shows("Nothing is missing, said by Claude.");

    const asked = (await stage.cloud.messages()).slice(before);
    assert.ok(asked.length >= 1, "Claude was asked again");
    assert.deepEqual(
      asked.filter(({ status }) => status !== 200).map(({ status, refusal }) => ({ status, refusal })),
      [],
    );
    const history = asked.at(-1).body.messages;
    assert.ok(history.length > 10, "with the whole history, the local model's part included");
    assert.deepEqual(
      (await stage.sidecar.status()).switches.map(({ from, to }) => `${from} → ${to}`),
      ["local → claude", "claude → local"],
    );
    assert.doesNotMatch(terminal.history(), /API Error|limit reached|hit your/i);
  });
}
