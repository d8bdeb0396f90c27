import type { BackendStatus, QuotaStatus, RouteStatus, SessionStatus, StatusReport, WindowStatus } from "../../../extension/rpc/protocol";

/** The present of every test: a Saturday. */
export const now = new Date("2026-11-21T12:00:00Z");

/** A moment so many minutes from the present. */
export function inMinutes(minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

export function window(name: string, used: number, more: Partial<WindowStatus> = {}): WindowStatus {
  const resetsAt = inMinutes(name === "5h" ? 70 : 45 * 60);
  return { name, used, left: 1 - used, resetsAt, status: "allowed", ...more };
}

export function quota(...windows: readonly WindowStatus[]): QuotaStatus {
  return { status: "allowed", source: "headers", readAt: inMinutes(-1), windows };
}

export const claude: BackendStatus = {
  name: "claude",
  dialect: "anthropic",
  baseUrl: "https://api.anthropic.com",
  local: false,
  state: "ready",
};

export const local: BackendStatus = {
  name: "local",
  dialect: "openai",
  baseUrl: "http://127.0.0.1:11434",
  local: true,
  state: "ready",
  model: "qwen3-coder:30b",
  contextWindow: 65_536,
};

/** One that has read a session ahead of time. */
export const warmed: BackendStatus = {
  ...local,
  warm: {
    state: "warm",
    reason: "warm",
    session: "5f0c",
    tokens: 40_812,
    at: inMinutes(-1),
    text: "41k tokens of session 5f0c have been read ahead of time.",
    textZh: "已预读会话 5f0c 的 41k 个 token。",
  },
};

/** A local server that was found, with a model that is no use as it is. */
export const unfit: BackendStatus = {
  ...local,
  dialect: "auto",
  contextWindow: 8192,
  kind: "llama-server",
  server: "llama-server b1",
  address: "http://localhost:8080",
  remarks: [
    {
      code: "small-window",
      unfit: true,
      text: "8k context is too small for Claude Code",
      textZh: "8k 的上下文对 Claude Code 来说太小",
      fix: "start it with: llama-server -c 65536 -np 1",
      fixZh: "请这样启动：llama-server -c 65536 -np 1",
    },
    { code: "text-only", unfit: false, text: "sees no images; they are left out", textZh: "不能看图，图片会被略去" },
  ],
};

export const toClaude: RouteStatus = {
  provider: "claude",
  local: false,
  mode: "auto",
  reason: "primary",
  text: "Claude answers.",
  textZh: "由 Claude 回答。",
  since: inMinutes(-60),
};

export const toLocal: RouteStatus = {
  provider: "local",
  local: true,
  model: "qwen3-coder:30b",
  mode: "auto",
  reason: "quota-window",
  text: "The 5-hour window is used up.",
  textZh: "5 小时窗口已用完。",
  since: inMinutes(-10),
  until: inMinutes(70),
};

export function session(more: Partial<SessionStatus> = {}): SessionStatus {
  return { id: "5f0c", folder: "/home/dev/app", provider: "claude", requests: 12, lastSeenAt: inMinutes(-2), ...more };
}

export function report(more: Partial<StatusReport> = {}): StatusReport {
  return {
    version: "0.1.0",
    pid: 4711,
    baseUrl: "http://127.0.0.1:47600",
    startedAt: inMinutes(-120),
    route: toClaude,
    quota: quota(window("5h", 0.42), window("7d", 0.18)),
    backends: [claude, local],
    sessions: [],
    switches: [],
    ...more,
  };
}
