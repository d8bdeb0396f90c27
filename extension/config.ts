import * as vscode from "vscode";
import type { NoticeLevel } from "./ui/noticeRule";
import type { PercentShown } from "./ui/quotaView";

/** What the user chose: one snapshot, taken anew when it changes. */
export interface Config {
  readonly sidecarPath: string;
  readonly startWithEditor: boolean;
  readonly terminalEnvironment: boolean;
  readonly terminalCommand: string;
  readonly shareEditor: boolean;
  readonly statusBarShow: "always" | "nearLimit" | "never";
  readonly statusBarPercent: PercentShown;
  readonly statusBarAlignment: "left" | "right";
  readonly notificationsLevel: NoticeLevel;
  readonly notificationsMuted: readonly string[];
}

/** The prefix of every setting and command. */
export const section = "claudeSidecar";

/** Takes the snapshot; the defaults are those that package.json declares. */
export function readConfig(): Config {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    sidecarPath: settings.get("sidecar.path", ""),
    startWithEditor: settings.get("sidecar.startWithEditor", true),
    terminalEnvironment: settings.get("terminal.environment", true),
    terminalCommand: settings.get("terminal.command", "claude"),
    shareEditor: settings.get("editor.share", true),
    statusBarShow: settings.get("statusBar.show", "always"),
    statusBarPercent: settings.get("statusBar.percent", "used"),
    statusBarAlignment: settings.get("statusBar.alignment", "right"),
    notificationsLevel: settings.get("notifications.level", "important"),
    notificationsMuted: settings.get("notifications.muted", []),
  };
}

/** Adds a kind of notification to those that the user no longer wants to see. */
export async function muteNotice(code: string): Promise<void> {
  const muted = new Set([...readConfig().notificationsMuted, code]);
  await vscode.workspace.getConfiguration(section).update("notifications.muted", [...muted], vscode.ConfigurationTarget.Global);
}
