import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { StatusReport } from "../../../extension/rpc/protocol";
import { statusPage } from "../../../extension/ui/statusPage";
import { statusText } from "../../../extension/ui/statusText";
import { tooltip, type TooltipInput } from "../../../extension/ui/tooltip";
import { en, zh } from "../fakes/wordings";

/** A state as the sidecar itself told it: its own surfaces are held against the same file (SurfacesTests.cs). */
function state(name: string, wording = en): TooltipInput & { readonly view: { readonly report: StatusReport } } {
  const report = JSON.parse(readFileSync(`tests/extension/fakes/states/${name}.json`, "utf8")) as StatusReport;
  const now = new Date("2026-11-21T12:33:00Z");
  return { view: { link: "running" as const, report }, trusted: true, now, percent: "used" as const, wording };
}

describe("the editor's surfaces say what the sidecar's say", () => {
  it("of a quota that runs dry before its reset", () => {
    assert.equal(statusText(state("pace")).text, "wk 82% · Tue 12:00");
    assert.match(statusText(state("pace")).label, /5-hour window 64 percent used, at this pace used up about 13:26, resets 15:00/);
    assert.match(tooltip(state("pace")), /\| 5-hour window \| 64 % \S+ \| 15:00 \(in 2h 30m\) \| 40 % an hour · used up about 13:26 \(13:04 to 14:06\) \|/);
    assert.match(tooltip(state("pace")), /\| Week, Opus \(from Claude's last answer, 12:00\) \| 82 % /);
    assert.match(statusPage(state("pace")), /^- Week: 37 % used, .*4 % an hour · used up about 4:11 \(23:05 to 11:46\)$/m);
    assert.match(statusPage(state("pace")), /^- 19 tokens in and 0 out a minute of work, and 0 from the cache$/m);
    assert.match(statusPage(state("pace", zh)), /5 小时窗口.*64 %.*每小时 40% · 约 13:26 用完（13:04 至 14:06）/);
  });

  it("of a limit that is reached", () => {
    const { route } = state("limit").view.report;
    assert.equal(route.text, "Claude's 5-hour quota is used up until 15:00; local answers.");
    assert.equal(statusText(state("limit")).text, "Local qwen3-coder · 2h 30m");
    assert.match(statusText(state("limit")).label, /Claude returns 15:00/);
    assert.ok(tooltip(state("limit")).includes(route.text));
    assert.ok(tooltip(state("limit", zh)).includes("Claude 的 5 小时配额已用完（15:00 恢复），改由 local 回答。"));
    assert.match(tooltip(state("limit")), /\| 5-hour window \| 100 % \S+ \| 15:00 \(in 2h 30m\) \| used up \|/);
    assert.ok(statusPage(state("limit")).includes(`- Reason: ${route.text}`));
    assert.match(statusPage(state("limit")), /^- claude: at its limit\. .*its 5-hour quota is used up\. Left alone until 15:00$/m);
    assert.match(statusPage(state("limit", zh)), /^- claude.*5 小时配额已用完/m);
  });
});
