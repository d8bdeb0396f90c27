import * as vscode from "vscode";
import type { LogParams } from "./rpc/protocol";

/** The one log of the extension; its level is the editor's own setting for this channel. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("ClaudeSidecar", { log: true });
}

/** Writes a line with the level that it came with. */
export function writeLine(log: vscode.LogOutputChannel, { level, message }: LogParams): void {
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
