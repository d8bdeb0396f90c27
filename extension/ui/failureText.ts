import { RequestFailure } from "../rpc/client";
import { NotLocated } from "../sidecar/locate";
import { SidecarFailure } from "../sidecar/process";
import type { Translate } from "./wording";

/** One clear sentence about what went wrong and what to do; the rest is in the log. */
export function failureText(error: unknown, t: Translate): string {
  if (error instanceof NotLocated) {
    return error.reason === "setting"
      ? t("The setting claudeSidecar.sidecar.path names {0}, where there is no program.", error.path)
      : t("The sidecar's program {0} was not found: install the extension for this platform, or set claudeSidecar.sidecar.path.", error.path);
  }

  if (error instanceof SidecarFailure) {
    return sidecarFailureText(error, t);
  }

  if (error instanceof RequestFailure) {
    switch (error.kind) {
      case "late":
        return t("The sidecar did not answer in time.");
      case "lost":
        return t("The link to the sidecar was lost; it is being opened again.");
      case "refused":
        return error.message;
    }
  }

  return error instanceof Error ? error.message : String(error);
}

function sidecarFailureText(failure: SidecarFailure, t: Translate): string {
  switch (failure.kind) {
    case "runtime missing":
      return t("The sidecar needs the .NET 10 runtime with ASP.NET Core: install it from https://dotnet.microsoft.com/download and restart the sidecar.");
    case "not executable":
      return t("The sidecar's program is not executable.");
    case "silent":
      return t("The sidecar did not start in time.");
    case "no instance":
    case "unreachable":
      return t("The sidecar runs but cannot be reached.");
    case "failed":
      return firstLine(failure.message);
  }
}

/** Commands of the sidecar complain in one sentence; a crash of the runtime goes on for pages. */
function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.trim() ?? text;
}
