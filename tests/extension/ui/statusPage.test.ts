import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { statusPage } from "../../../extension/ui/statusPage";
import { inMinutes, local, now, claude, report, session, toLocal, unfit, warmed } from "../fakes/reports";
import { en, zh } from "../fakes/wordings";

describe("the status page", () => {
  const full = report({
    route: toLocal,
    backends: [{ ...claude, state: "limited", until: inMinutes(70) }, { ...local, state: "down", detail: "Nothing listens at 127.0.0.1:11434" }],
    sessions: [session({ pin: "cloud", requests: 1234 })],
    switches: [{ at: inMinutes(-10), from: "claude", to: "local", reason: "quota-window", text: "The 5-hour window is used up.", textZh: "" }],
  });
  const page = statusPage({ view: { link: "running", report: full }, trusted: true, now, percent: "used", wording: en });

  it("tells quota, route, sessions, backends and switches, one fact a line", () => {
    for (const line of [
      "- 5-hour window: 42 % used, resets 13:10 (in 1h 10m)",
      "- Source: from Claude's last answer, 11:59",
      "- Answers come from: local (this machine)",
      "- Reason: The 5-hour window is used up.",
      "- Claude is expected back 13:10",
      "- /home/dev/app: claude (cloud), requests 1,234, last 11:58, session 5f0c, pinned to cloud",
      "- claude: at its limit. dialect anthropic, at https://api.anthropic.com. Left alone until 13:10",
      "- local: not answering. qwen3-coder:30b, 64k context, dialect openai, at http://127.0.0.1:11434. Nothing listens at 127.0.0.1:11434",
      "- 11:50: claude → local. The 5-hour window is used up.",
      "- Version 0.1.0, process 4711",
    ]) {
      assert.ok(page.split("\n").includes(line), `${line}\nis not in\n${page}`);
    }
  });

  it("tells what answers where it was found, why it is unfit and what else is to be known", () => {
    const found = { view: { link: "running", report: report({ backends: [unfit] }) }, trusted: true, now, percent: "used" } as const;
    assert.match(
      statusPage({ ...found, wording: en }),
      /^- local: ready\. qwen3-coder:30b, 8k context, llama-server b1, dialect auto, at http:\/\/localhost:8080\. Unfit: 8k context is too small for Claude Code: start it with: llama-server -c 65536 -np 1\. Note: sees no images; they are left out$/m,
    );
    assert.match(statusPage({ ...found, wording: zh }), /不适用：8k 的上下文对 Claude Code 来说太小：请这样启动：llama-server -c 65536 -np 1\. 注意：不能看图，图片会被略去$/m);
  });

  it("says in the user's language why a backend is not there, where the sidecar does", () => {
    const away = report({ backends: [{ ...local, state: "down", detail: "Nobody listens there", detailZh: "那里无人监听" }] });
    const page = { view: { link: "running", report: away }, trusted: true, now, percent: "used" } as const;
    assert.match(statusPage({ ...page, wording: en }), /Nobody listens there$/m);
    assert.match(statusPage({ ...page, wording: zh }), /那里无人监听$/m);
  });

  it("says what a model has read ahead of time, in the user's language", () => {
    const page = { view: { link: "running", report: report({ backends: [{ ...warmed, until: inMinutes(5) }] }) }, trusted: true, now, percent: "used" } as const;
    assert.match(statusPage({ ...page, wording: en }), /at http:\/\/127\.0\.0\.1:11434\. 41k tokens of session 5f0c have been read ahead of time\. Left alone until 12:05$/m);
    assert.match(statusPage({ ...page, wording: zh }), /已预读会话 5f0c 的 41k 个 token\. /m);
  });

  it("says so where there is nothing yet", () => {
    const empty = statusPage({ view: { link: "running", report: report() }, trusted: true, now, percent: "left", wording: en });
    assert.match(empty, /## Sessions\n\nNone yet\./);
    assert.match(empty, /5-hour window: 58 % left/);
  });

  it("says that the sidecar is gone", () => {
    const gone = statusPage({ view: { link: "failed", report: undefined }, trusted: true, now, percent: "used", wording: en });
    assert.equal(gone, "# ClaudeSidecar\n\nThe sidecar is not running: sessions do not pass through it.\n");
  });
});
