import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StatusReport } from "../../../extension/rpc/protocol";
import type { LinkState } from "../../../extension/sidecar/supervisor";
import { hiddenUntilNearLimit, longestText, type StatusInput, type StatusKind, statusText } from "../../../extension/ui/statusText";
import type { Wording } from "../../../extension/ui/wording";
import { claude, inMinutes, local, now, quota, report, session, toClaude, toLocal, window } from "../fakes/reports";
import { american, en, pseudo, zh } from "../fakes/wordings";

interface State {
  readonly kind: StatusKind;
  readonly report?: StatusReport;
  readonly link?: LinkState;
  readonly trusted?: boolean;
  /** Icon, a space, the English text. */
  readonly shows: string;
  readonly showsLeft?: string;
  readonly background?: "warning" | "error";
  readonly says: RegExp;
}

const longModel = "library/some-very-long-model-name-of-someone:70b-instruct-q4_K_M";
const rejected = { status: "rejected" };

const states: Readonly<Record<string, State>> = {
  "while the sidecar starts": { kind: "starting", link: "starting", shows: "loading~spin Claude", says: /starting/ },
  "after the sidecar was given up": {
    kind: "off",
    link: "failed",
    shows: "debug-disconnect Claude sidecar off",
    background: "warning",
    says: /not running/,
  },
  "before the first reading": { kind: "noData", report: report({ quota: quota() }), shows: "pulse Claude –", says: /no reading yet/ },
  "with quota enough": {
    kind: "ok",
    report: report(),
    shows: "pulse 5h 42% · wk 18%",
    showsLeft: "pulse 5h 58% · wk 82% left",
    says: /^Claude quota: 5-hour window 42 percent used, resets 13:10; Week 18 percent used, resets Mon 09:00$/,
  },
  "with one window known": { kind: "ok", report: report({ quota: quota(window("7d", 0.29)) }), shows: "pulse wk 29%", says: /Week 29/ },
  "after the short window has reset unseen": {
    kind: "ok",
    report: report({ quota: quota(window("5h", 1, { ...rejected, resetsAt: inMinutes(-1) }), window("7d", 0.5)) }),
    shows: "pulse wk 50%",
    says: /^Claude quota: Week 50/,
  },
  "at a pace that will not last": {
    kind: "pace",
    report: report({ quota: quota(window("5h", 0.61, { runsDryAt: inMinutes(45) })) }),
    shows: "pulse 5h 61% · till ~12:45",
    showsLeft: "pulse 5h 39% left · till ~12:45",
    says: /at this pace used up about 12:45, resets 13:10/,
  },
  "near the limit": { kind: "near", report: report({ quota: quota(window("5h", 0.869), window("7d", 0.5)) }), shows: "warning 5h 86% · 1h 10m", says: /86 percent/ },
  "very near the limit": {
    kind: "near",
    report: report({ quota: quota(window("5h", 0.9)) }),
    shows: "warning 5h 90% · 1h 10m",
    background: "warning",
    says: /90 percent/,
  },
  "with ten minutes left at this pace": {
    kind: "near",
    report: report({ quota: quota(window("5h", 0.6, { runsDryAt: inMinutes(9) })) }),
    shows: "warning 5h 60% · 1h 10m",
    background: "warning",
    says: /used up about 12:09/,
  },
  "when the week is the tight one": {
    kind: "week",
    report: report({ quota: quota(window("5h", 0.8), window("7d", 0.91)) }),
    shows: "warning wk 91% · Mon 09:00",
    background: "warning",
    says: /Week 91/,
  },
  "when the week of one model is the tight one": {
    kind: "week",
    report: report({ quota: quota(window("5h", 0.1), window("7d", 0.2), window("7d_opus", 0.76)) }),
    shows: "warning wk 76% · Mon 09:00",
    says: /Week, Opus 76/,
  },
  "at the limit, waiting": {
    kind: "limit",
    report: report({ quota: quota(window("5h", 1, rejected), window("7d", 0.4)) }),
    shows: "error Claude limit · 1h 10m",
    background: "error",
    says: /limit reached, resets 13:10/,
  },
  "at two limits, until the later": {
    kind: "limit",
    report: report({ quota: quota(window("5h", 1, rejected), window("7d", 1, rejected)) }),
    shows: "error Claude limit · 1d 21h",
    background: "error",
    says: /resets Mon 09:00/,
  },
  "on the local model": { kind: "local", report: report({ route: toLocal }), shows: "vm Local qwen3-coder · 1h 10m", says: /local model qwen3-coder:30b\. Claude returns 13:10/ },
  "on a local model with a long name": {
    kind: "local",
    report: report({ route: { ...toLocal, model: longModel } }),
    shows: "vm Local some-very-lo… · 1h 10m",
    says: /some-very-long-model-name/,
  },
  "on the local model by hand": {
    kind: "local",
    report: report({ route: { ...toLocal, mode: "local", until: null } }),
    shows: "vm Local qwen3-coder",
    says: /Chosen by hand/,
  },
  "on a local server that has not yet been asked for its model": {
    kind: "local",
    report: report({ route: { ...toLocal, model: null } }),
    shows: "vm Local model · 1h 10m",
    says: /^Using the local model\. Claude returns 13:10/,
  },
  "on another cloud": {
    kind: "elsewhere",
    report: report({
      backends: [claude, { ...claude, name: "deepseek" }, local],
      route: { ...toLocal, provider: "deepseek", local: false, model: "deepseek-reasoner" },
    }),
    shows: "cloud deepseek-reasoner · 1h 10m",
    says: /deepseek-reasoner\. Claude returns/,
  },
  "with one session pinned to local": {
    kind: "mixed",
    report: report({ quota: quota(window("5h", 0.96)), sessions: [session({ pin: "local" }), session({ pin: "local" }), session()] }),
    shows: "vm 2 local · 5h 96%",
    says: /local model: 2, on Claude: 1/,
  },
  "when Claude is back but local still answers": {
    kind: "claudeBack",
    report: report({ route: { ...toLocal, until: inMinutes(-1) } }),
    shows: "check Claude back · Local on",
    says: /available again; still on the local model/,
  },
  "when the local model does not answer": {
    kind: "localTrouble",
    report: report({ route: toLocal, backends: [claude, { ...local, state: "down" }] }),
    shows: "warning Local not answering",
    background: "warning",
    says: /does not answer/,
  },
  "with an old reading in spite of activity": {
    kind: "stale",
    report: report({ quota: { ...quota(window("5h", 0.42)), readAt: inMinutes(-23) }, sessions: [session()] }),
    shows: "history 5h 42% · 23m old",
    showsLeft: "history 5h 58% · 23m old",
    says: /reading is 23m old/,
  },
  "with an API key": {
    kind: "apiKey",
    report: report({ quota: quota(window("input-tokens", 0.42, { resetsAt: inMinutes(1) }), window("requests", 0.1, { resetsAt: inMinutes(1) })) }),
    shows: "key Claude input 42%",
    showsLeft: "key Claude input 58% left",
    says: /Input tokens per minute 42/,
  },
  "in Restricted Mode": { kind: "restricted", report: report(), trusted: false, shows: "shield Claude 5h 42%", showsLeft: "shield Claude 5h 58%", says: /disabled in Restricted Mode/ },
};

function input(state: State, wording: Wording = en, percent: StatusInput["percent"] = "used"): StatusInput {
  const view = { link: state.link ?? "running", report: state.report };
  return { view, trusted: state.trusted ?? true, now, percent, wording };
}

describe("the status bar's text", () => {
  for (const [when, state] of Object.entries(states)) {
    it(`is right ${when}`, () => {
      const said = statusText(input(state));
      assert.equal(said.kind, state.kind);
      assert.equal(`${said.icon} ${said.text}`, state.shows);
      assert.equal(said.background, state.background);
      assert.match(said.label, state.says);
      if (state.showsLeft !== undefined) {
        const { icon, text } = statusText(input(state, en, "left"));
        assert.equal(`${icon} ${text}`, state.showsLeft);
      }
    });

    for (const [language, wording] of Object.entries({ en, american, zh, pseudo })) {
      it(`keeps its length ${when}, in ${language}`, () => {
        for (const percent of ["used", "left"] as const) {
          const { text } = statusText(input(state, wording, percent));
          assert.ok(text.length <= longestText, `"${text}" has ${text.length} characters`);
          assert.doesNotMatch(text, /undefined|NaN|Invalid|untranslated/);
        }
      });
    }
  }

  it("has a test for every kind of state", () => {
    const all: Record<StatusKind, true> = {
      starting: true, noData: true, ok: true, pace: true, near: true, week: true, limit: true, local: true, elsewhere: true,
      mixed: true, claudeBack: true, localTrouble: true, stale: true, apiKey: true, off: true, restricted: true,
    };
    assert.deepEqual([...new Set(Object.values(states).map(({ kind }) => kind))].sort(), Object.keys(all).sort());
  });

  it("keeps the last state while the link is opened again", () => {
    assert.equal(statusText(input({ kind: "ok", report: report(), link: "starting", shows: "", says: /./ })).kind, "ok");
  });

  it("does not call a session local that has not asked since the route left", () => {
    const back = report({ route: { ...toClaude, since: inMinutes(-1) }, sessions: [session({ provider: "local", lastSeenAt: inMinutes(-2) })] });
    assert.equal(statusText(input({ kind: "ok", report: back, shows: "", says: /./ })).kind, "ok");
  });

  it("calls a session local that was answered there after the route left", () => {
    const turning = report({ route: { ...toClaude, since: inMinutes(-5) }, sessions: [session({ provider: "local", lastSeenAt: inMinutes(-2) })] });
    assert.equal(statusText(input({ kind: "mixed", report: turning, shows: "", says: /./ })).text, "1 local · 5h 42%");
  });

  it("stays in sight at the limit and away from Claude, whatever is hidden", () => {
    const hidden = Object.values(states).map(({ kind }) => kind).filter(hiddenUntilNearLimit);
    assert.deepEqual([...new Set(hidden)].sort(), ["apiKey", "noData", "ok", "pace", "restricted", "stale", "starting"]);
  });
});
