import type { BackendStatus, RemarkStatus } from "../rpc/protocol";
import type { Wording } from "./wording";

/** What makes a backend's model unfit for Claude Code, each with what to do about it; empty when nothing does. */
export function unfitReasons(backend: BackendStatus, wording: Wording): readonly string[] {
  return (backend.remarks ?? []).filter(({ unfit }) => unfit).map((remark) => sentenceOf(remark, wording));
}

/** What else is to be known of a backend's model. */
export function notes(backend: BackendStatus, wording: Wording): readonly string[] {
  return (backend.remarks ?? []).filter(({ unfit }) => !unfit).map((remark) => sentenceOf(remark, wording));
}

function sentenceOf(remark: RemarkStatus, wording: Wording): string {
  const said = wording.say(remark);
  const fix = remark.fix ?? undefined;
  return fix === undefined ? said : wording.t("{0}: {1}", said, wording.say({ text: fix, textZh: remark.fixZh ?? fix }));
}
