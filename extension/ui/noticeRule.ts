import type { NoticeParams } from "../rpc/protocol";

/** How much the user wants to be told. */
export type NoticeLevel = "all" | "important" | "none";

const routeChanges: readonly string[] = ["switched-to-local", "back-to-claude"];

/** Important is what changes who answers, and what needs the user. */
export function wantsNotice(notice: NoticeParams, level: NoticeLevel, muted: readonly string[]): boolean {
  if (level === "none" || muted.includes(notice.code)) {
    return false;
  }

  return level === "all" || notice.level === "warning" || routeChanges.includes(notice.code);
}

/** What a notice can offer. */
export type NoticeOffer = "backToClaude" | "switchToLocal" | "showStatus" | "thumbUp" | "thumbDown";

/** What helps in each situation; unknown codes, of a newer sidecar, get the status. */
export function offersOf(code: string): readonly NoticeOffer[] {
  switch (code) {
    case "switched-to-local":
      return ["backToClaude", "showStatus", "thumbUp", "thumbDown"];
    case "back-to-claude":
      return ["thumbUp", "thumbDown", "showStatus"];
    case "quota-low":
      return ["switchToLocal", "showStatus"];
    default:
      return ["showStatus"];
  }
}

/** What a thumb says of the last switch; `undefined` for an offer that is no thumb. */
export function judgementOf(offer: NoticeOffer): boolean | undefined {
  return offer === "thumbUp" ? true : offer === "thumbDown" ? false : undefined;
}
