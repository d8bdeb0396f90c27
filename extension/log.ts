import * as vscode from "vscode";

/** The one log of the extension; the sidecar's lines come into it with their own level. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("ClaudeSidecar", { log: true });
}
