import type * as vscode from "vscode";
import { createLog } from "./log";

/** Called by VS Code once its window has started. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  context.subscriptions.push(log);
  log.info("ClaudeSidecar is active.");
}
