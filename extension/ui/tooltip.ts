import type { BackendStatus, StatusReport } from "../rpc/protocol";
import { backendNamed, type View } from "../sidecar/mirror";
import { dateOf, fullName, type PercentShown, shown, subscriptionWindows, viewQuota, type WindowView } from "./quotaView";
import { unfitReasons } from "./remarks";
import { warmth } from "./warmth";
import type { Wording } from "./wording";

/** What the tooltip depends on. */
export interface TooltipInput {
  readonly view: View;
  readonly trusted: boolean;
  readonly now: Date;
  readonly percent: PercentShown;
  readonly wording: Wording;
}

/** Commands that the tooltip links to: nothing else is run from it. */
export const tooltipCommands = [
  "claudeSidecar.switchToLocal",
  "claudeSidecar.switchToClaude",
  "claudeSidecar.automatic",
  "claudeSidecar.showStatus",
  "claudeSidecar.restart",
  "claudeSidecar.showLog",
] as const;

/** A narrower range is as good as a moment; readings that are not further apart are one. */
const wideMs = 20 * 60_000;
const togetherMs = 5 * 60_000;

/** Says in Markdown, in at most fourteen lines and always in the same order, what the status bar has no room for. */
export function tooltip(input: TooltipInput): string {
  const { view, wording } = input;
  const { t } = wording;
  if (view.report === undefined) {
    return view.link === "starting"
      ? t("The sidecar is starting.")
      : `${t("The sidecar is not running: sessions do not pass through it.")}\n\n${links(["restart", "showLog"], wording)}`;
  }

  return [
    quotaPart(input, view.report),
    routePart(view.report, input),
    troublePart(view.report, input),
    links(view.report.route.local ? ["switchToClaude", "automatic", "showStatus"] : ["switchToLocal", "automatic", "showStatus"], wording),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Where the numbers come from, and when they were read. */
export function sourceOf(input: TooltipInput, report: StatusReport): string {
  const { now, wording } = input;
  const { t } = wording;
  const quota = viewQuota(report.quota, now);
  if (quota.readAt === undefined) {
    return t("no reading yet: it comes with Claude's next answer");
  }

  return sourceAt(quota.source, quota.readAt, now, wording);
}

/** What becomes of a window at the present pace; `undefined` while nothing is known of it, which does not mean that the window lasts. */
export function paceOf(window: WindowView, { now, wording }: TooltipInput): string | undefined {
  const { t } = wording;
  if (window.rejected || window.used >= 100) {
    return t("used up");
  }

  const pace = window.perHour === undefined ? [] : [t("{0} % an hour", wording.count(Math.round(window.perHour * 10) / 10))];
  const end = window.runsDryAt === undefined ? (window.perHour === undefined ? [] : [t("lasts")]) : [runsDry(window, window.runsDryAt, now, wording)];
  return pace.length + end.length === 0 ? undefined : [...pace, ...end].join(" · ");
}

/** When a window is used up, with the range where that is wide. */
function runsDry({ runsDryEarliest: earliest, runsDryLatest: latest }: WindowView, at: Date, now: Date, wording: Wording): string {
  const { t } = wording;
  if (earliest === undefined || (latest !== undefined && latest.getTime() - earliest.getTime() < wideMs)) {
    return t("used up about {0}", wording.time(at, now));
  }

  return latest === undefined
    ? t("used up about {0} (not before {1})", wording.time(at, now), wording.time(earliest, now))
    : t("used up about {0} ({1} to {2})", wording.time(at, now), wording.time(earliest, now), wording.time(latest, now));
}

/** Where a window's numbers come from, where they are much older than the newest; `undefined` else. */
export function readingOf(window: WindowView, { now, wording }: TooltipInput, report: StatusReport): string | undefined {
  const newest = dateOf(report.quota.readAt);
  return window.readAt === undefined || newest === undefined || newest.getTime() - window.readAt.getTime() <= togetherMs
    ? undefined
    : sourceAt(window.source, window.readAt, now, wording);
}

function sourceAt(source: string, readAt: Date, now: Date, wording: Wording): string {
  const time = wording.time(readAt, now);
  return source === "statusline" ? wording.t("from Claude Code's status line, {0}", time) : wording.t("from Claude's last answer, {0}", time);
}

/** When a window resets, and in how long. */
export function resetOf(window: WindowView, { now, wording }: TooltipInput): string {
  const at = window.resetsAt;
  return at === undefined ? "–" : wording.t("{0} (in {1})", wording.time(at, now), wording.span(at.getTime() - now.getTime()));
}

/** The model of a backend, its window and its server, as far as they are known. */
export function describeBackend(backend: BackendStatus, wording: Wording): string {
  const context = backend.contextWindow ?? undefined;
  const size = context === undefined ? "" : `, ${wording.t("{0}k context", Math.floor(context / 1024))}`;
  const server = backend.server ?? undefined;
  return (backend.model ?? backend.name) + size + (server === undefined ? "" : `, ${server}`);
}

function quotaPart(input: TooltipInput, report: StatusReport): string {
  const { t } = input.wording;
  const quota = viewQuota(report.quota, input.now);
  const windows = [...subscriptionWindows(quota), ...quota.limits];
  const title = `**${t("Claude Quota")}** · ${sourceOf(input, report)}`;
  if (windows.length === 0) {
    return title;
  }

  const paces = windows.map((window) => paceOf(window, input));
  const hasPace = paces.some((pace) => pace !== undefined);
  const head = [t("Window"), input.percent === "used" ? t("Used") : t("Left"), t("Resets"), ...(hasPace ? [t("At this pace")] : [])];
  const rows = windows.map((window, index) => {
    const value = shown(window, input.percent);
    const reading = readingOf(window, input, report);
    const name = plain(fullName(window, input.wording)) + (reading === undefined ? "" : ` (${reading})`);
    return [name, `${value} % ${bar(value)}`, resetOf(window, input), ...(hasPace ? [paces[index] ?? "–"] : [])];
  });
  return [title, "", tableRow(head), tableRow(head.map(() => "---")), ...rows.map(tableRow)].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function routePart(report: StatusReport, { wording }: TooltipInput): string {
  const { t } = wording;
  const { route } = report;
  const local = route.model === undefined || route.model === null ? t("Local model") : t("Local {0}", plain(route.model));
  const answers = route.local ? `$(vm) ${local}` : `$(cloud) ${plain(route.model ?? route.provider)}`;
  const lines = [`${t("Answers come from")} **${answers}** · ${plain(wording.say(route))}`];
  if (route.local) {
    const context = report.sessions.find(({ context }) => context?.ahead === false)?.context ?? undefined;
    if (context !== undefined) {
      lines.push(t("It got {0} of the session", plain(wording.say(context))));
    }

    lines.push(`*${t("A local model makes more mistakes, and sees less of a long session.")}*`);
  } else {
    const locals = report.backends.filter(({ local }) => local);
    const standby = locals.find(({ state }) => state === "ready");
    if (standby !== undefined) {
      const read = warmth(standby, wording);
      lines.push(t("On standby: {0}", plain(describeBackend(standby, wording))), ...(read === undefined ? [] : [read]));
    } else if (locals.every(({ state }) => state === "down")) {
      lines.push(t("No local model answers."));
    }
  }

  return lines.join("  \n");
}

function troublePart(report: StatusReport, { trusted, wording }: TooltipInput): string {
  const { t } = wording;
  const lines: string[] = [];
  const current = backendNamed(report, report.route.provider);
  if (current?.state === "down") {
    lines.push(`$(warning) ${plain(current.detail ?? t("{0} does not answer.", current.name))}`);
  }

  const local = current?.local === true ? current : report.backends.find((backend) => backend.local && backend.state === "ready");
  const [unfit] = local === undefined ? [] : unfitReasons(local, wording);
  if (local !== undefined && unfit !== undefined) {
    lines.push(`$(warning) ${plain(t("{0} is unfit for Claude Code: {1}", local.model ?? local.name, unfit))}`);
  }

  if (report.configurationError !== undefined && report.configurationError !== null) {
    lines.push(`$(warning) ${t("sidecar.json: {0} The earlier configuration is kept.", plain(report.configurationError))}`);
  }

  if (!trusted) {
    lines.push(`$(shield) ${t("Switching is disabled in Restricted Mode.")}`);
  }

  return lines.join("  \n");
}

type Linked = "switchToLocal" | "switchToClaude" | "automatic" | "showStatus" | "restart" | "showLog";

function links(commands: readonly Linked[], { t }: Wording): string {
  const titles: Record<Linked, string> = {
    switchToLocal: `$(vm) ${t("Switch to Local Model")}`,
    switchToClaude: `$(cloud) ${t("Switch Back to Claude")}`,
    automatic: `$(sync) ${t("Automatic")}`,
    showStatus: `$(info) ${t("Show Status")}`,
    restart: `$(refresh) ${t("Restart Sidecar")}`,
    showLog: `$(output) ${t("Show Log")}`,
  };
  return commands.map((command) => `[${titles[command]}](command:claudeSidecar.${command})`).join(" · ");
}

function bar(percent: number): string {
  const filled = Math.round(percent / 10);
  return "▰".repeat(filled) + "▱".repeat(10 - filled);
}

/** Text from outside must not become Markdown: a model's name or an error could otherwise draw links. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~$]/g, "\\$&").replace(/\s+/g, " ");
}
