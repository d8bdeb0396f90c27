// A session that was summarised and then resumed: its history begins in a way that only Claude Code writes, and whoever answers must take it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { claudeBinary, versions } from "./drivers/claude.mjs";
import { temporaryFolder } from "./drivers/folders.mjs";
import { program } from "./drivers/sidecar.mjs";
import { Terminal } from "./drivers/tmux.mjs";
import { saying } from "./plays.mjs";
import { setStage } from "./stage.mjs";

for (const version of versions) {
  test(`a session of Claude Code ${version} that was summarised and resumed goes on with Claude and with the local model`, async (t) => {
    const stage = await setStage(t, {
      plays: [
        saying("First question", "The first answer."),
        saying("Second question", "The second answer."),
        saying("Third question", "The third answer, said by Claude."),
        saying("Fourth question", "The fourth answer was made here."),
        saying("summary", "<summary>Two questions were asked and answered.</summary>"),
      ],
    });
    const start = (...more) =>
      new Terminal(t, {
        folder: temporaryFolder(t, "tmux"),
        cwd: stage.workspace,
        env: stage.environment(),
        command: [program, "run", "--", claudeBinary(version), ...more],
      });
    const first = start();
    await first.shows("❯");
    await first.type("First question");
    await first.shows("The first answer.");
    await first.type("Second question");
    await first.shows("The second answer.");
    await first.type("/compact");
    await first.shows(/[Cc]ompacted/);
    first.close();

    const second = start("--continue");
    await second.shows("❯");
    await second.type("Third question");
    await second.shows("The third answer, said by Claude.");
    await stage.sidecar.print(["switch", "local"]);
    await second.type("Fourth question");
    await second.shows("The fourth answer was made here.");

    for (const asked of [await stage.cloud.messages(), await stage.local.messages()]) {
      assert.deepEqual(
        asked.filter(({ status }) => status !== 200).map(({ refusal }) => refusal),
        [],
      );
    }
  });
}
