import type { QuotaStatus, WindowStatus } from "../rpc/protocol";
import { percentOf, type Wording } from "./wording";

/** Which number the user wants to see. */
export type PercentShown = "used" | "left";

/** One window, ready to be shown. */
export interface WindowView {
  readonly name: string;
  /** Whole percent used, 0 … 100. */
  readonly used: number;
  readonly resetsAt: Date | undefined;
  /** The one family of models that it binds. */
  readonly family: string | undefined;
  /** Percent used in an hour of work; `undefined` while too little is known. */
  readonly perHour: number | undefined;
  /** When it is used up at this pace; only where that is before the reset. */
  readonly runsDryAt: Date | undefined;
  /** Hardly earlier than this, and hardly later; only where that is before the reset. */
  readonly runsDryEarliest: Date | undefined;
  readonly runsDryLatest: Date | undefined;
  /** Where its numbers come from, and when they were read; the quota's own where the sidecar does not tell. */
  readonly source: string;
  readonly readAt: Date | undefined;
  readonly rejected: boolean;
}

/** The quota, ready to be shown. */
export interface QuotaView {
  readonly readAt: Date | undefined;
  readonly source: string;
  /** Of a subscription: the 5-hour window, the week, and others, such as weeks of single models; none when an API key is used. */
  readonly fiveHours: WindowView | undefined;
  readonly week: WindowView | undefined;
  readonly others: readonly WindowView[];
  /** Of an API key: per-minute limits; the tightest first. */
  readonly limits: readonly WindowView[];
}

/** Sorts the windows by what they mean, and leaves out those that have reset since they were read: what they hold now nobody knows. */
export function viewQuota(quota: QuotaStatus, now: Date): QuotaView {
  const windows = quota.windows.map((window) => viewWindow(window, quota)).filter(({ resetsAt }) => resetsAt === undefined || resetsAt > now);
  return {
    readAt: dateOf(quota.readAt),
    source: quota.source,
    fiveHours: windows.find(({ name }) => name === "5h"),
    week: windows.find(({ name }) => name === "7d"),
    others: windows.filter(({ name }) => name !== "5h" && name !== "7d" && !isPerMinute(name)),
    limits: windows.filter(({ name }) => isPerMinute(name)),
  };
}

/** Every window of a subscription, in the order in which it is shown. */
export function subscriptionWindows(quota: QuotaView): readonly WindowView[] {
  return [quota.fiveHours, quota.week, ...quota.others].filter((window) => window !== undefined);
}

/** The window's short name for the status bar. */
export function shortName({ name }: WindowView, { t }: Wording): string {
  const [period = name] = name.split("_", 1);
  switch (period) {
    case "5h":
      return t("5h");
    case "7d":
      return t("wk");
    case "requests":
      return t("requests");
    case "tokens":
      return t("tokens");
    default:
      return period.endsWith("input-tokens") ? t("input") : period.endsWith("output-tokens") ? t("output") : period;
  }
}

/** The window's name in full, for the tooltip, the status page and screen readers; the sidecar's own names say the same. */
export function fullName(window: WindowView, wording: Wording): string {
  const { t } = wording;
  const { name, family } = window;
  const scope = name.indexOf("_");
  const period = periodOf(scope < 0 ? name : name.slice(0, scope), wording);
  if (family !== undefined) {
    return t("{0}, {1}", period, capital(family));
  }

  return scope < 0 ? period : name === "7d_oi" ? t("Week with extra usage") : t("{0}, {1}", period, capital(name.slice(scope + 1)));
}

function periodOf(name: string, { t }: Wording): string {
  switch (name) {
    case "5h":
      return t("5-hour window");
    case "1d":
      return t("Day");
    case "7d":
      return t("Week");
    case "requests":
      return t("Requests per minute");
    case "tokens":
      return t("Tokens per minute");
    case "input-tokens":
      return t("Input tokens per minute");
    case "output-tokens":
      return t("Output tokens per minute");
    case "priority-input-tokens":
      return t("Priority input tokens per minute");
    case "priority-output-tokens":
      return t("Priority output tokens per minute");
    default: {
      const [, count, unit] = /^(\d+)([hd])$/.exec(name) ?? [];
      return count === undefined ? name : unit === "h" ? t("{0}-hour window", count) : t("{0}-day window", count);
    }
  }
}

/** The limits of an API key: full again every minute. */
function isPerMinute(name: string): boolean {
  return name === "requests" || name.endsWith("tokens");
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The number that the user wants. */
export function shown(window: WindowView, percent: PercentShown): number {
  return percent === "used" ? window.used : 100 - window.used;
}

export function dateOf(time: string | null | undefined): Date | undefined {
  return time === null || time === undefined ? undefined : new Date(time);
}

function viewWindow(window: WindowStatus, quota: QuotaStatus): WindowView {
  const resetsAt = dateOf(window.resetsAt);
  const beforeReset = (time: string | null | undefined): Date | undefined => {
    const at = dateOf(time);
    return at !== undefined && (resetsAt === undefined || at < resetsAt) ? at : undefined;
  };
  return {
    name: window.name,
    family: window.family ?? undefined,
    used: percentOf(window.used),
    resetsAt,
    perHour: window.perHour === undefined || window.perHour === null ? undefined : window.perHour * 100,
    runsDryAt: beforeReset(window.runsDryAt),
    runsDryEarliest: beforeReset(window.runsDryEarliest),
    runsDryLatest: beforeReset(window.runsDryLatest),
    source: window.source ?? quota.source,
    readAt: dateOf(window.readAt ?? quota.readAt),
    rejected: window.status === "rejected",
  };
}
