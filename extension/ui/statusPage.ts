import type { BackendStatus, SessionStatus, StatusReport } from "../rpc/protocol";
import { fullName, shown, subscriptionWindows, viewQuota } from "./quotaView";
import { notes, unfitReasons } from "./remarks";
import { isLocal } from "./sessionsView";
import { describeBackend, paceOf, readingOf, resetOf, sourceOf, type TooltipInput } from "./tooltip";
import type { Wording } from "./wording";

const shownSwitches = 10;
const shownSessions = 20;

/** The whole state as text: headings and one fact a line, to be read as well by ear as by eye. */
export function statusPage(input: TooltipInput): string {
  const { view, now, wording } = input;
  const { t } = wording;
  const { report } = view;
  if (report === undefined) {
    const state = view.link === "starting" ? t("The sidecar is starting.") : t("The sidecar is not running: sessions do not pass through it.");
    return `# ClaudeSidecar\n\n${state}\n`;
  }

  const sections: readonly (readonly [string, readonly string[]])[] = [
    [t("Quota"), quotaLines(input, report)],
    [t("Route"), routeLines(report, input)],
    [t("Sessions"), report.sessions.slice(0, shownSessions).map((session) => sessionLine(session, report, now, wording))],
    [t("Backends"), report.backends.map((backend) => backendLine(backend, now, wording))],
    [
      t("Last switches"),
      report.switches
        .slice(0, shownSwitches)
        .map((change) => t("{0}: {1} → {2}. {3}", wording.time(new Date(change.at), now), change.from, change.to, wording.say(change))),
    ],
    [
      t("Sidecar"),
      [
        t("Version {0}, process {1}", report.version, report.pid),
        t("Address: {0}", report.baseUrl),
        t("Running since {0}", wording.time(new Date(report.startedAt), now)),
        ...(report.configurationError ? [t("sidecar.json: {0} The earlier configuration is kept.", report.configurationError)] : []),
      ],
    ],
  ];
  const text = sections.map(([title, lines]) => [`## ${title}`, "", ...(lines.length > 0 ? lines.map((line) => `- ${line}`) : [t("None yet.")])].join("\n"));
  return `# ClaudeSidecar\n\n${text.join("\n\n")}\n`;
}

function quotaLines(input: TooltipInput, report: StatusReport): readonly string[] {
  const { t } = input.wording;
  const quota = viewQuota(report.quota, input.now);
  const windows = [...subscriptionWindows(quota), ...quota.limits].map((window) => {
    const value = shown(window, input.percent);
    const amount = input.percent === "used" ? t("{0} % used", value) : t("{0} % left", value);
    const line = t("{0}: {1}, resets {2}", fullName(window, input.wording), amount, resetOf(window, input));
    const pace = paceOf(window, input);
    const reading = readingOf(window, input, report);
    const told = pace === undefined ? line : t("{0}, at this pace: {1}", line, pace);
    return reading === undefined ? told : t("{0}, {1}", told, reading);
  });
  const tokens = report.quota.tokensPerMinute ?? undefined;
  const count = (value: number): string => input.wording.count(value);
  const pace = tokens === undefined ? [] : [t("{0} tokens in and {1} out a minute of work, and {2} from the cache", count(tokens.input), count(tokens.output), count(tokens.cached))];
  return [...windows, ...pace, t("Source: {0}", sourceOf(input, report))];
}

function routeLines({ route }: StatusReport, { now, wording }: TooltipInput): readonly string[] {
  const { t } = wording;
  const model = route.model ?? undefined;
  const until = route.until ?? undefined;
  return [
    route.local ? t("Answers come from: {0} (this machine)", route.provider) : t("Answers come from: {0}", route.provider),
    ...(model === undefined ? [] : [t("Model: {0}", model)]),
    route.mode === "auto" ? t("Mode: automatic") : t("Mode: chosen by hand ({0})", route.mode),
    t("Reason: {0}", wording.say(route)),
    t("Since {0}", wording.time(new Date(route.since), now)),
    ...(until === undefined ? [] : [t("Claude is expected back {0}", wording.time(new Date(until), now))]),
  ];
}

function sessionLine(session: SessionStatus, report: StatusReport, now: Date, wording: Wording): string {
  const { t } = wording;
  const where = session.folder ?? t("unknown folder");
  const seen = wording.time(new Date(session.lastSeenAt), now);
  const place = isLocal(session, report) ? t("local") : t("cloud");
  const line = t("{0}: {1} ({2}), requests {3}, last {4}, session {5}", where, session.provider, place, wording.count(session.requests), seen, session.id);
  const context = session.context ?? undefined;
  const told =
    context === undefined
      ? line
      : context.ahead
        ? t("{0}, {1} would get {2}", line, context.provider, wording.say(context))
        : t("{0}, {1} got {2}", line, context.provider, wording.say(context));
  const pin = session.pin ?? undefined;
  return pin === undefined ? told : t("{0}, pinned to {1}", told, pin);
}

function backendLine(backend: BackendStatus, now: Date, wording: Wording): string {
  const { t } = wording;
  const until = backend.until ?? undefined;
  const knows = backend.model ?? backend.contextWindow ?? undefined;
  const model = knows === undefined ? "" : `${describeBackend(backend, wording)}, `;
  const line = t("{0}: {1}. {2}dialect {3}, at {4}", backend.name, stateOf(backend, wording), model, backend.dialect, backend.address ?? backend.baseUrl);
  const detail = backend.detail ?? undefined;
  const warm = backend.warm ?? undefined;
  const parts = [
    line,
    ...(detail === undefined ? [] : [wording.say({ text: detail, textZh: backend.detailZh ?? detail })]),
    ...unfitReasons(backend, wording).map((reason) => t("Unfit: {0}", reason)),
    ...notes(backend, wording).map((note) => t("Note: {0}", note)),
    ...(warm === undefined ? [] : [wording.say(warm).replace(/[.。]$/u, "")]),
    ...(until === undefined ? [] : [t("Left alone until {0}", wording.time(new Date(until), now))]),
  ];
  return parts.join(". ");
}

function stateOf(backend: BackendStatus, { t }: Wording): string {
  switch (backend.state) {
    case "ready":
      return t("ready");
    case "limited":
      return t("at its limit");
    case "down":
      return t("not answering");
    default:
      return t("not asked yet");
  }
}
