import * as vscode from "vscode";
import type { Config } from "../config";
import type { SidecarClient } from "../rpc/client";
import { Methods } from "../rpc/protocol";
import { backendNamed, type Mirror } from "../sidecar/mirror";
import type { Supervisor } from "../sidecar/supervisor";
import { startClaudeTerminal } from "./claudeTerminal";
import { type CommandId, commandIds } from "./commandIds";
import type { Documents } from "./documents";
import { failureText } from "./failureText";
import { showMenu } from "./menu";
import { removeSettings, syncSettings } from "./settingsSync";
import { statusPage } from "./statusPage";
import type { Wording } from "./wording";

/** What every command can work with. */
export interface Stopped {
  readonly config: () => Config;
  readonly documents: Documents;
  readonly log: vscode.LogOutputChannel;
  readonly mirror: Mirror;
  readonly supervisor: Supervisor<SidecarClient>;
  readonly wording: Wording;
}

/** The same, with a link to the sidecar. */
export interface Running extends Stopped {
  readonly client: SidecarClient;
}

interface Command {
  readonly running: (app: Running) => Promise<void>;
  /** Without it the command says by itself that the sidecar is not running. */
  readonly stopped?: (app: Stopped) => Promise<void>;
}

let incompatibleTold = false;

const commands: Readonly<Record<CommandId, Command>> = {
  "claudeSidecar.switchToLocal": { running: async (app) => switchTo(app, "local") },
  "claudeSidecar.switchToClaude": { running: async (app) => switchTo(app, "cloud") },
  "claudeSidecar.automatic": { running: async (app) => switchTo(app, "auto") },
  "claudeSidecar.showStatus": { running: showStatus, stopped: showPage },
  "claudeSidecar.syncSettings": { running: syncSettings },
  "claudeSidecar.removeSettings": { running: removeSettings },
  "claudeSidecar.startTerminal": { running: startClaudeTerminal },
  "claudeSidecar.restart": { running: restart, stopped: restart },
  "claudeSidecar.showLog": { running: showLog, stopped: showLog },
  "claudeSidecar.menu": { running: menu, stopped: menu },
};

/** Registers the whole table. */
export function registerCommands(app: Stopped, client: () => SidecarClient | undefined): vscode.Disposable {
  const run = async (id: CommandId): Promise<void> => {
    const { running, stopped } = commands[id];
    const link = client();
    try {
      if (link !== undefined) {
        await running({ ...app, client: link });
      } else if (stopped !== undefined) {
        await stopped(app);
      } else {
        await offerRestart(vscode.l10n.t("The sidecar is not running."));
      }
    } catch (error) {
      app.log.error(error instanceof Error ? error : String(error));
      await tellFailure(failureText(error, vscode.l10n.t));
    }
  };
  return vscode.Disposable.from(...commandIds.map((id) => vscode.commands.registerCommand(id, async () => run(id))));
}

/** Tells a failure in one sentence, with the way to the details. */
export async function tellFailure(text: string): Promise<void> {
  const showLogItem = vscode.l10n.t("Show Log");
  if ((await vscode.window.showErrorMessage(text, showLogItem)) === showLogItem) {
    await vscode.commands.executeCommand("claudeSidecar.showLog");
  }
}

/** Tells, once for each window, that extension and sidecar were made for different contracts. */
export function tellIncompatible({ compatible, initialized }: SidecarClient): void {
  if (!compatible && !incompatibleTold) {
    incompatibleTold = true;
    const sentence = vscode.l10n.t(
      "The running sidecar {0} was made for another version of this extension: restart it, or update both.",
      initialized.serverVersion,
    );
    void offerRestart(sentence);
  }
}

async function offerRestart(sentence: string): Promise<void> {
  const restartItem = vscode.l10n.t("Restart Sidecar");
  const showLogItem = vscode.l10n.t("Show Log");
  const chosen = await vscode.window.showWarningMessage(sentence, restartItem, showLogItem);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand(chosen === restartItem ? "claudeSidecar.restart" : "claudeSidecar.showLog");
  }
}

async function switchTo({ client, mirror }: Running, provider: string): Promise<void> {
  const { route } = await client.request(Methods.switch, { provider });
  mirror.route(route);
  const { report } = mirror.view;
  const backend = report === undefined ? undefined : backendNamed(report, route.provider);
  if (backend?.state === "down") {
    const sentence = vscode.l10n.t("{0} does not answer.", backend.model ?? backend.name);
    void tellFailure(`${sentence} ${backend.detail ?? ""}`.trim());
  }
}

async function showStatus(app: Running): Promise<void> {
  app.mirror.replace(await app.client.request(Methods.status, undefined));
  await showPage(app);
}

async function showPage({ config, documents, mirror, wording }: Stopped): Promise<void> {
  await documents.showStatus(() =>
    statusPage({ view: mirror.view, trusted: vscode.workspace.isTrusted, now: new Date(), percent: config().statusBarPercent, wording }),
  );
}

async function restart({ supervisor }: Stopped): Promise<void> {
  const title = vscode.l10n.t("Restarting the sidecar…");
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => supervisor.restart());
}

// eslint-disable-next-line @typescript-eslint/require-await -- one shape for the whole table
async function showLog({ log }: Stopped): Promise<void> {
  log.show(true);
}

async function menu(app: Stopped | Running): Promise<void> {
  const chosen = await showMenu(app);
  if (typeof chosen === "string") {
    await vscode.commands.executeCommand(chosen);
  } else if (chosen !== undefined && "client" in app) {
    await switchTo(app, chosen.provider);
  }
}
