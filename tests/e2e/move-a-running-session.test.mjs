// A session that was started without the sidecar is moved while it is open.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { claudeBinary, versions } from "./drivers/claude.mjs";
import { temporaryFolder, textOf } from "./drivers/folders.mjs";
import { Terminal } from "./drivers/tmux.mjs";
import { until } from "./drivers/until.mjs";
import { saying } from "./plays.mjs";
import { setStage } from "./stage.mjs";

const plays = [
  saying("Where are we?", "At the beginning, straight to Claude."),
  saying("And where now?", "Behind the sidecar since this message."),
];

for (const version of versions) {
  test(`sync moves an open session of Claude Code ${version} to the sidecar, and leaves the settings as they were`, async (t) => {
    const stage = await setStage(t, { plays });
    // Without the sidecar, the session talks to the stand-in as it would talk to Anthropic.
    const userSettings = { env: { ANTHROPIC_BASE_URL: stage.cloud.url } };
    writeFileSync(join(stage.home, ".claude", "settings.json"), JSON.stringify(userSettings));
    const ours = join(stage.workspace, ".claude", "settings.json");
    const original = '{\n    "permissions": {"allow": [ "Read" ]}\n}';
    mkdirSync(join(stage.workspace, ".claude"));
    writeFileSync(ours, original);

    const terminal = new Terminal(t, {
      folder: temporaryFolder(t, "tmux"),
      cwd: stage.workspace,
      env: stage.environment(),
      command: [claudeBinary(version)],
    });
    await terminal.shows("❯");
    await terminal.type("Where are we?");
    await terminal.shows("At the beginning, straight to Claude.");
    const before = await stage.cloud.messages();
    assert.ok(before.length > 0);

    await stage.sidecar.print(["ensure"]);
    const told = await stage.sidecar.print(["sync", "--workspace", stage.workspace]);
    assert.match(told, /settings\.json/);
    assert.deepEqual(JSON.parse(textOf(ours)).permissions, { allow: ["Read"] }, "what the user had stays");

    // Claude Code takes a changed file up when it has been quiet for a second, and gives no sign of it.
    await delay(3000);
    await terminal.type("And where now?");
    await terminal.shows("Behind the sidecar since this message.");
    const { sessions } = await stage.sidecar.status();
    assert.deepEqual(
      sessions.map(({ id, folder, provider }) => ({ id, folder, provider })),
      [{ id: sessionOf(before.at(-1)), folder: stage.workspace, provider: "claude" }],
    );

    terminal.close();
    await stage.sidecar.print(["sync", "--workspace", stage.workspace, "--remove"]);
    // Where the sidecar still takes the session for alive, it gives the bytes back at its next start at the latest.
    await stage.sidecar.print(["stop"]);
    await stage.sidecar.print(["ensure"]);
    await until("the file's own bytes", () => textOf(ours) === original);
  });
}

function sessionOf({ headers }) {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "x-claude-code-session-id")?.[1];
}
