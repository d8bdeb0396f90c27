import type { RouteStatus, StatusReport } from "../rpc/protocol";
import { backendNamed, type View } from "../sidecar/mirror";
import { dateOf, fullName, type PercentShown, type QuotaView, shortName, shown, subscriptionWindows, viewQuota, type WindowView } from "./quotaView";
import { countSessions } from "./sessionsView";
import type { Wording } from "./wording";

/** Every state that the status bar can be in. */
export type StatusKind =
  | "starting"
  | "noData"
  | "ok"
  | "pace"
  | "near"
  | "week"
  | "limit"
  | "local"
  | "elsewhere"
  | "mixed"
  | "claudeBack"
  | "localTrouble"
  | "stale"
  | "apiKey"
  | "off"
  | "restricted";

/** What the status bar shows; the tooltip is made when it is looked at. */
export interface StatusText {
  readonly kind: StatusKind;
  /** A codicon's id, with `~spin` where it turns. */
  readonly icon: string;
  /** At most 28 characters. */
  readonly text: string;
  readonly background?: "warning" | "error";
  /** For screen readers: whole words. */
  readonly label: string;
}

/** Everything that the text depends on. */
export interface StatusInput {
  readonly view: View;
  readonly trusted: boolean;
  readonly now: Date;
  readonly percent: PercentShown;
  readonly wording: Wording;
}

/** The length that leaves room for the other items of the bar, in every language. */
export const longestText = 28;

const nearPercent = 75;
const warnPercent = 90;
const nearMs = 30 * 60_000;
const warnMs = 10 * 60_000;
const staleMs = 15 * 60_000;

/** Says in one line how things stand; the more urgent state wins. */
export function statusText(input: StatusInput): StatusText {
  const { view, trusted, now } = input;
  const { t } = input.wording;
  if (view.link === "failed" || view.link === "stopped") {
    const label = t("ClaudeSidecar is not running: sessions do not pass through it. Enter: options");
    return { kind: "off", icon: "debug-disconnect", text: t("Claude sidecar off"), background: "warning", label };
  }

  const { report } = view;
  if (report === undefined) {
    return { kind: "starting", icon: "loading~spin", text: "Claude", label: t("Claude quota: starting") };
  }

  const quota = viewQuota(report.quota, now);
  if (!trusted) {
    const first = subscriptionWindows(quota)[0];
    const reading = first === undefined ? "–" : `${shortName(first, input.wording)} ${shown(first, input.percent)}%`;
    const label = t("{0}. Switching is disabled in Restricted Mode.", quotaLabel(input, quota));
    return { kind: "restricted", icon: "shield", text: `Claude ${reading}`, label };
  }

  return awayText(input, report, quota) ?? claudeText(input, report, quota);
}

/** The texts while some or all answers come from elsewhere; `undefined` while all come from Claude. */
function awayText(input: StatusInput, report: StatusReport, quota: QuotaView): StatusText | undefined {
  const { now, wording } = input;
  const { t } = wording;
  const { route } = report;
  const until = dateOf(route.until);
  const sessions = countSessions(report, now);
  if (route.local && backendNamed(report, route.provider)?.state === "down") {
    const label = t("The local model {0} does not answer. Enter: options", modelOf(route));
    return { kind: "localTrouble", icon: "warning", text: t("Local not answering"), background: "warning", label };
  }

  if (sessions.local > 0 && (sessions.other > 0 || !route.local)) {
    const first = subscriptionWindows(quota)[0];
    const reading = first === undefined ? "" : ` · ${shortName(first, wording)} ${shown(first, input.percent)}%`;
    const label = t("Sessions on the local model: {0}, on Claude: {1}. {2}", sessions.local, sessions.other, quotaLabel(input, quota));
    return { kind: "mixed", icon: "vm", text: t("{0} local", sessions.local) + reading, label };
  }

  if (route.local && until !== undefined && until <= now) {
    const label = t("Claude is available again; still on the local model {0}. Enter: options", modelOf(route));
    return { kind: "claudeBack", icon: "check", text: t("Claude back · Local on"), label };
  }

  const elsewhere = !route.local && route.provider !== report.backends[0]?.name;
  if (!route.local && !elsewhere) {
    return undefined;
  }

  const countdown = until !== undefined && until > now ? ` · ${wording.span(until.getTime() - now.getTime())}` : "";
  const returns =
    until !== undefined && until > now
      ? t("Claude returns {0}.", wording.time(until, now))
      : route.mode === "auto"
        ? wording.say(route)
        : t("Chosen by hand until you switch back.");
  return route.local
    ? {
        kind: "local",
        icon: "vm",
        text: hasModel(route) ? fit(t("Local {0}", "\0") + countdown, shortModel(modelOf(route))) : t("Local model") + countdown,
        label: `${hasModel(route) ? t("Using the local model {0}.", modelOf(route)) : t("Using the local model.")} ${returns}`,
      }
    : {
        kind: "elsewhere",
        icon: "cloud",
        text: fit(`\0${countdown}`, shortModel(modelOf(route))),
        label: `${t("Answers come from {0}.", modelOf(route))} ${returns}`,
      };
}

/** The texts while Claude answers: its quota. */
function claudeText(input: StatusInput, report: StatusReport, quota: QuotaView): StatusText {
  const { now, wording } = input;
  const { t } = wording;
  const windows = subscriptionWindows(quota);
  const [first] = windows;
  const label = quotaLabel(input, quota);
  const rejected = [...windows, ...quota.limits].filter((window) => window.rejected && window.resetsAt !== undefined);
  if (rejected.length > 0) {
    const resetsAt = new Date(Math.max(...rejected.map((window) => window.resetsAt?.getTime() ?? 0)));
    return {
      kind: "limit",
      icon: "error",
      text: t("Claude limit · {0}", wording.span(resetsAt.getTime() - now.getTime())),
      background: "error",
      label: t("Claude limit reached, resets {0}. Enter: options", wording.time(resetsAt, now)),
    };
  }

  if (first === undefined) {
    const [limit] = quota.limits;
    return limit === undefined
      ? { kind: "noData", icon: "pulse", text: "Claude –", label: t("Claude quota: no reading yet") }
      : { kind: "apiKey", icon: "key", text: `Claude ${amounts([limit], input)}`, label };
  }

  const age = quota.readAt === undefined ? 0 : now.getTime() - quota.readAt.getTime();
  const activity = report.sessions.some(({ lastSeenAt }) => quota.readAt !== undefined && Date.parse(lastSeenAt) > quota.readAt.getTime());
  if (age > staleMs && activity) {
    const old = wording.span(age);
    return {
      kind: "stale",
      icon: "history",
      text: t("{0} · {1} old", `${shortName(first, wording)} ${shown(first, input.percent)}%`, old),
      label: t("{0}. The reading is {1} old.", label, old),
    };
  }

  return pressingText(input, quota, label) ?? easyText(input, quota, label);
}

/** The texts of a quota that will not last: the tightest window alone. */
function pressingText(input: StatusInput, quota: QuotaView, label: string): StatusText | undefined {
  const { now, wording } = input;
  const windows = subscriptionWindows(quota);
  const tightest = windows.reduce((one, other) => (other.used > one.used ? other : one));
  const drySoonest = windows.reduce((one, other) => (dryIn(other, now) < dryIn(one, now) ? other : one));
  const window = dryIn(drySoonest, now) <= nearMs ? drySoonest : tightest;
  if (window.used < nearPercent && dryIn(window, now) > nearMs) {
    return undefined;
  }

  const reading = amounts([window], input);
  const resets = window.resetsAt;
  const isWeek = window.name !== "5h";
  const when =
    resets === undefined ? "" : ` · ${isWeek ? wording.time(resets, now) : wording.span(resets.getTime() - now.getTime())}`;
  return {
    kind: isWeek ? "week" : "near",
    icon: "warning",
    text: reading + when,
    ...(window.used >= warnPercent || dryIn(window, now) <= warnMs ? { background: "warning" as const } : {}),
    label,
  };
}

/** The texts of a quota that suffices, or that is used up only later. */
function easyText(input: StatusInput, quota: QuotaView, label: string): StatusText {
  const { now, wording } = input;
  const dry = quota.fiveHours?.runsDryAt;
  if (quota.fiveHours !== undefined && dry !== undefined) {
    const text = wording.t("{0} · till ~{1}", amounts([quota.fiveHours], input), wording.time(dry, now));
    return { kind: "pace", icon: "pulse", text, label };
  }

  const both = [quota.fiveHours, quota.week ?? quota.others[0]].filter((window) => window !== undefined);
  return { kind: "ok", icon: "pulse", text: amounts(both, input), label };
}

/** The quota in words. */
function quotaLabel({ now, percent, wording }: StatusInput, quota: QuotaView): string {
  const { t } = wording;
  const windows = subscriptionWindows(quota);
  const parts = (windows.length > 0 ? windows : quota.limits.slice(0, 1)).map((window) => {
    const name = fullName(window, wording);
    const value = shown(window, percent);
    const amount = percent === "used" ? t("{0} {1} percent used", name, value) : t("{0} {1} percent left", name, value);
    const dry = window.runsDryAt === undefined ? "" : `, ${t("at this pace used up about {0}", wording.time(window.runsDryAt, now))}`;
    return window.resetsAt === undefined ? amount + dry : `${amount}${dry}, ${t("resets {0}", wording.time(window.resetsAt, now))}`;
  });
  return parts.length === 0 ? t("Claude quota: no reading yet") : t("Claude quota: {0}", parts.join("; "));
}

/** `5h 42% · wk 18%`, or `5h 58% · wk 82% left`. */
function amounts(windows: readonly WindowView[], { percent, wording }: StatusInput): string {
  const text = windows.map((window) => `${shortName(window, wording)} ${shown(window, percent)}%`).join(" · ");
  return percent === "left" ? wording.t("{0} left", text) : text;
}

function dryIn(window: WindowView, now: Date): number {
  return window.runsDryAt === undefined ? Infinity : window.runsDryAt.getTime() - now.getTime();
}

/** False before the local server has been asked which model it has. */
function hasModel({ model }: RouteStatus): boolean {
  return model !== undefined && model !== null;
}

/** What answers: the model where it is known. */
export function modelOf(route: RouteStatus): string {
  return route.model ?? route.provider;
}

/** `qwen3-coder` of `library/qwen3-coder:30b`. */
function shortModel(model: string): string {
  const name = model.slice(model.lastIndexOf("/") + 1);
  const tag = name.indexOf(":");
  return tag > 0 ? name.slice(0, tag) : name;
}

/** Puts `name` at the mark, shortened to what the length allows. */
function fit(template: string, name: string): string {
  const room = longestText - (template.length - 1);
  return template.replace("\0", name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`);
}

/** True for the states that a user who wants to see only trouble does not want to see. */
export function hiddenUntilNearLimit(kind: StatusKind): boolean {
  return ["starting", "noData", "ok", "pace", "stale", "apiKey", "restricted"].includes(kind);
}
