import type { BackendStatus } from "../rpc/protocol";
import type { Wording } from "./wording";

/** What a local model has read ahead of time, in one sentence; `undefined` while that is nothing. */
export function warmth({ warm }: BackendStatus, wording: Wording): string | undefined {
  const { t } = wording;
  if (warm === undefined || warm === null) {
    return undefined;
  }

  const size = warm.tokens < 1000 ? wording.count(warm.tokens) : `${wording.count(Math.round(warm.tokens / 1000))}k`;
  switch (warm.state) {
    case "warm":
      return t("It has read the latest session already ({0} tokens): a switch need not wait for that.", size);
    case "warming":
      return t("It is reading the latest session ahead of time ({0} tokens).", size);
    default:
      return undefined;
  }
}
