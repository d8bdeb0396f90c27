import * as vscode from "vscode";
import type { BackendStatus, StatusReport } from "../rpc/protocol";
import type { CommandId } from "./commandIds";
import type { Stopped } from "./commands";
import { describeBackend } from "./tooltip";
import { warmth } from "./warmth";
import type { Wording } from "./wording";

interface Choice extends vscode.QuickPickItem {
  /** What is done: a command, or the provider to switch to. */
  readonly run?: CommandId | { readonly provider: string };
}

/** The list behind the status bar item: everything that its tooltip offers, for the keyboard too. */
export async function showMenu({ mirror, wording }: Stopped): Promise<Choice["run"]> {
  const { link, report } = mirror.view;
  const { isTrusted } = vscode.workspace;
  const routes = report === undefined || !isTrusted ? [] : routeChoices(report, wording);
  const restart: Choice = { label: `$(refresh) ${vscode.l10n.t("Restart Sidecar")}`, run: "claudeSidecar.restart" };
  const choices: Choice[] = [
    ...(link === "failed" || link === "stopped" ? [restart] : []),
    ...routes,
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: `$(info) ${vscode.l10n.t("Show Status")}`, run: "claudeSidecar.showStatus" },
    ...(isTrusted ? folderChoices() : []),
    { label: `$(output) ${vscode.l10n.t("Show Log")}`, run: "claudeSidecar.showLog" },
  ];
  const placeHolder = report === undefined ? vscode.l10n.t("The sidecar is not running.") : wording.say(report.route);
  return (await vscode.window.showQuickPick(choices, { title: vscode.l10n.t("Claude Quota"), placeHolder }))?.run;
}

function folderChoices(): readonly Choice[] {
  return [
    { label: `$(terminal) ${vscode.l10n.t("Start Claude Code in Terminal")}`, run: "claudeSidecar.startTerminal" },
    { label: `$(settings-gear) ${vscode.l10n.t("Sync Claude Code's settings")}`, run: "claudeSidecar.syncSettings" },
  ];
}

function routeChoices({ route, backends }: StatusReport, wording: Wording): Choice[] {
  const describe = (backend: BackendStatus): string => describeBackend(backend, wording);
  const current = (mode: string): string => (route.mode === mode ? ` $(check)` : "");
  const locals = backends.filter(({ local }) => local);
  const best = locals.find(({ state }) => state !== "down");
  const read = best === undefined || route.local ? undefined : warmth(best, wording);
  const [primary, ...others] = backends.filter(({ local }) => !local);
  return [
    {
      label: `$(sync) ${vscode.l10n.t("Automatic")}${current("auto")}`,
      description: vscode.l10n.t("Claude while its quota lasts, then the local model"),
      run: "claudeSidecar.automatic",
    },
    {
      label: `$(cloud) ${vscode.l10n.t("Switch Back to Claude")}${current("cloud")}`,
      ...(primary === undefined ? {} : { description: primary.name }),
      run: "claudeSidecar.switchToClaude",
    },
    {
      label: `$(vm) ${vscode.l10n.t("Switch to Local Model")}${current("local")}`,
      description: best === undefined ? vscode.l10n.t("No local model answers.") : describe(best),
      ...(read === undefined ? {} : { detail: read }),
      run: "claudeSidecar.switchToLocal",
    },
    ...others.map((backend) => ({
      label: `$(cloud) ${vscode.l10n.t("Switch to {0}", backend.name)}${current(backend.name)}`,
      description: describe(backend),
      run: { provider: backend.name },
    })),
  ];
}
