import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { View } from "../../../extension/sidecar/mirror";
import { plain, tooltip, tooltipCommands, type TooltipInput } from "../../../extension/ui/tooltip";
import { claude, inMinutes, local, now, quota, report, toClaude, toLocal, unfit, warmed, window } from "../fakes/reports";
import { en, zh } from "../fakes/wordings";

function input(view: Partial<View>, more: Partial<TooltipInput> = {}): TooltipInput {
  return { view: { link: "running", report: undefined, ...view }, trusted: true, now, percent: "used", wording: en, ...more };
}

describe("the tooltip", () => {
  it("gives each window its row, and says where the numbers come from", () => {
    const text = tooltip(input({ report: report({ quota: quota(window("5h", 0.42), window("7d", 0.18), window("7d_opus", 0.71)) }) }));
    assert.match(text, /from Claude's last answer, 11:59/);
    assert.match(text, /\| 5-hour window \| 42 % ▰▰▰▰▱▱▱▱▱▱ \| 13:10 \(in 1h 10m\) \|$/m);
    assert.match(text, /\| Week, Opus \| 71 % /);
    assert.match(text, /On standby: qwen3-coder:30b, 64k context/);
  });

  it("tells the pace only where it is known, and never that a window lasts", () => {
    const silent = tooltip(input({ report: report({ quota: quota(window("5h", 0.96)) }) }));
    assert.doesNotMatch(silent, /At this pace|lasts/);
    const told = tooltip(input({ report: report({ quota: quota(window("5h", 0.6, { runsDryAt: inMinutes(40) }), window("7d", 1), window("7d_opus", 0.1)) }) }));
    assert.match(told, /\| Resets \| At this pace \|\n\| --- \| --- \| --- \| --- \|/);
    assert.match(told, /\| 5-hour window .* \| used up about 12:40 \|/);
    assert.match(told, /\| Week \| .* \| used up \|/);
    assert.match(told, /\| Week, Opus \| .* \| – \|/);
  });

  it("tells pace and end with the range where that is wide", () => {
    const sure = { perHour: 0.25, confident: true, runsDryAt: inMinutes(40), runsDryEarliest: inMinutes(35), runsDryLatest: inMinutes(47) };
    const row = (more: object): string => tooltip(input({ report: report({ quota: quota(window("5h", 0.6, more)) }) }));
    assert.match(row(sure), /\| 25 % an hour · used up about 12:40 \|/);
    assert.match(row({ ...sure, runsDryLatest: inMinutes(60) }), /\| 25 % an hour · used up about 12:40 \(12:35 to 13:00\) \|/);
    assert.match(row({ ...sure, runsDryLatest: null }), /\| 25 % an hour · used up about 12:40 \(not before 12:35\) \|/);
    assert.match(row({ perHour: 0.031, confident: true }), /\| 3\.1 % an hour · lasts \|/);
  });

  it("says where a window's numbers come from where that is not where the others do", () => {
    const text = tooltip(input({ report: report({ quota: quota(window("5h", 0.6, { source: "headers", readAt: inMinutes(-1) }), window("7d_fable", 0.2, { family: "fable", source: "statusline", readAt: inMinutes(-20) })) }) }));
    assert.match(text, /\| 5-hour window \|/);
    assert.match(text, /\| Week, Fable \(from Claude Code's status line, 11:40\) \|/);
  });

  it("names the server on standby where its make is known", () => {
    const standby = (found: Partial<typeof local>): string => tooltip(input({ report: report({ backends: [claude, { ...local, ...found }] }) }));
    assert.match(standby({ kind: "ollama", server: "Ollama 0.33.0" }), /On standby: qwen3-coder:30b, 64k context, Ollama 0\.33\.0$/m);
    assert.match(standby({ kind: "openai" }), /On standby: qwen3-coder:30b, 64k context$/m);
  });

  it("says in a sentence what the model on standby has read ahead of time, and nothing where that is nothing", () => {
    const told = (warm: Partial<NonNullable<typeof warmed.warm>>, more: Partial<TooltipInput> = {}): string =>
      tooltip(input({ report: report({ backends: [claude, { ...warmed, ...(warmed.warm && { warm: { ...warmed.warm, ...warm } }) }] }) }, more));
    assert.match(told({}), /On standby: .* {2}\nIt has read the latest session already \(41k tokens\): a switch need not wait for that\.$/m);
    assert.match(told({ state: "warming", tokens: 900 }), /^It is reading the latest session ahead of time \(900 tokens\)\.$/m);
    assert.match(told({}, { wording: zh }), /^已预读最近的会话（41k 个 token），切换时无需等待。$/m);
    assert.match(told({ state: "warming" }, { wording: zh }), /^正在预读最近的会话（41k 个 token）。$/m);
    assert.doesNotMatch(told({ state: "cold", reason: "quota-is-ample", tokens: 0 }), /read/);
    assert.doesNotMatch(tooltip(input({ report: report({ route: toLocal, backends: [claude, warmed] }) })), /has read/);
  });

  it("promises no standby that has not answered", () => {
    assert.doesNotMatch(tooltip(input({ report: report({ backends: [claude, { ...local, state: "unknown" }] }) })), /standby|No local/);
    assert.match(tooltip(input({ report: report({ backends: [claude, { ...local, state: "down" }] }) })), /No local model answers/);
  });

  it("warns while a local model answers", () => {
    const text = tooltip(input({ report: report({ route: toLocal }) }));
    assert.match(text, /\*\*\$\(vm\) Local qwen3-coder:30b\*\* · The 5-hour window is used up\\?\./);
    assert.match(text, /more mistakes/);
    assert.match(text, /command:claudeSidecar\.switchToClaude/);
  });

  it("says what is wrong with the backend and with the configuration", () => {
    const down = { ...local, state: "down", detail: "127.0.0.1:11434 refuses connections." };
    const text = tooltip(input({ report: report({ route: toLocal, backends: [claude, down], configurationError: "line 3: comma expected." }) }));
    assert.match(text, /refuses connections/);
    assert.match(text, /line 3: comma expected\. The earlier configuration is kept/);
  });

  it("says why a local model is unfit, before it is needed and while it answers", () => {
    for (const route of [toClaude, toLocal]) {
      const lines = tooltip(input({ report: report({ route, backends: [claude, unfit] }) })).split("\n");
      const warnings = lines.filter((line) => line.includes("unfit"));
      assert.deepEqual(warnings.map((line) => line.replaceAll("\\", "")), ["$(warning) qwen3-coder:30b is unfit for Claude Code: 8k context is too small for Claude Code: start it with: llama-server -c 65536 -np 1"]);
    }

    assert.doesNotMatch(tooltip(input({ report: report({ backends: [claude, { ...unfit, state: "down" }] }) })), /unfit/);
    assert.doesNotMatch(tooltip(input({ report: report({ backends: [claude, { ...unfit, remarks: unfit.remarks?.slice(1) ?? [] }] }) })), /unfit/);
  });

  it("offers a restart when the sidecar is gone", () => {
    assert.match(tooltip(input({ link: "failed" })), /command:claudeSidecar\.restart/);
  });

  it("links only to commands that it is trusted with", () => {
    const all = [tooltip(input({ link: "failed" })), tooltip(input({ report: report() })), tooltip(input({ report: report({ route: toLocal }) }))];
    const linked = new Set(all.join("\n").match(/(?<=\(command:)[^)]+/g));
    assert.deepEqual([...linked].sort(), [...tooltipCommands].sort());
  });

  it("is at most fourteen lines long", () => {
    const everything = report({
      quota: quota(window("5h", 1, { status: "rejected" }), window("7d", 0.9), window("7d_opus", 0.7)),
      route: toLocal,
      backends: [claude, unfit],
      configurationError: "line 3",
    });
    const lines = tooltip(input({ report: everything })).split("\n").filter((line) => line.trim() !== "" && !line.startsWith("|---"));
    assert.ok(lines.length <= 14, lines.join("\n"));
  });

  it("lets no name from outside become Markdown", () => {
    const hostile = { ...toLocal, model: "[free](command:evil) | <b>\n\n# x" };
    assert.doesNotMatch(tooltip(input({ report: report({ route: hostile }) })), /[^\\]\]\(command:evil|<b>|\n# x/);
    assert.equal(plain("a|b"), "a\\|b");
  });

  it("speaks Chinese throughout", () => {
    const text = tooltip(input({ report: report() }, { wording: zh }));
    assert.doesNotMatch(text.replace(/\(command:[^)]*\)|\$\([a-z~-]+\)|qwen3\S*|Claude|claude|64k/g, ""), /[A-Za-z]{3,}/);
  });
});
