import type * as vscode from "vscode";
import type { LogParams } from "./rpc/protocol";

/** Writes a line with the level that it came with. */
export function writeLine(log: Pick<vscode.LogOutputChannel, "trace" | "debug" | "info" | "warn" | "error">, { level, message }: LogParams): void {
  switch (level) {
    case "trace":
      log.trace(message);
      break;
    case "debug":
      log.debug(message);
      break;
    case "warning":
      log.warn(message);
      break;
    case "error":
      log.error(message);
      break;
    default:
      log.info(message);
  }
}
