import type { SessionStatus, StatusReport } from "../rpc/protocol";
import { backendNamed } from "../sidecar/mirror";

const recentMs = 30 * 60_000;

/** How many of the sessions at work will be answered on this machine, and how many elsewhere. */
export function countSessions(report: StatusReport, now: Date): { readonly local: number; readonly other: number } {
  const atWork = report.sessions.filter(({ lastSeenAt }) => now.getTime() - Date.parse(lastSeenAt) < recentMs);
  const local = atWork.filter((session) => isLocal(session, report)).length;
  return { local, other: atWork.length - local };
}

/** A pin decides; else the route, but a session answered locally since the route left may stay there to the end of its turn. */
export function isLocal(session: SessionStatus, report: StatusReport): boolean {
  const pin = session.pin ?? "auto";
  if (pin !== "auto") {
    return pin === "local" || (backendNamed(report, pin)?.local ?? false);
  }

  const { route } = report;
  const answeredSince = Date.parse(session.lastSeenAt) > Date.parse(route.since);
  return answeredSince ? (backendNamed(report, session.provider)?.local ?? false) : route.local;
}
