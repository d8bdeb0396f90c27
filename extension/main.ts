import * as vscode from "vscode";
import { readConfig, section } from "./config";
import { writeLine } from "./log";
import { Connector } from "./sidecar/connector";
import { SidecarSession } from "./sidecar/session";
import { registerCommands, tellFailure, tellIncompatible } from "./ui/commands";
import { Documents } from "./ui/documents";
import { EditorWatch } from "./ui/editorWatch";
import { failureText } from "./ui/failureText";
import { Notices } from "./ui/notices";
import { Questions } from "./ui/questions";
import { StatusBar } from "./ui/statusBar";
import { TerminalEnv } from "./ui/terminalEnv";
import { formatLocale, Wording } from "./ui/wording";

let session: SidecarSession | undefined;

/** Called by VS Code once its window has started: wires the parts, and starts the sidecar without waiting for it. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("ClaudeSidecar", { log: true }); // its level is the editor's own setting for it
  const wording = new Wording(vscode.l10n.t, formatLocale(vscode.env.language));
  const notices = new Notices(context.globalState, readConfig, wording, log, () => session?.client);
  const documents = new Documents();
  const terminalEnv = new TerminalEnv(context.environmentVariableCollection, process.env, readConfig, log);
  const connector = new Connector({
    configuredPath: () => readConfig().sidecarPath,
    extensionPath: context.extensionPath,
    extensionVersion: (context.extension.packageJSON as { version: string }).version,
    environment: process.env,
    log: (line) => log.info(line),
  });
  const current = (session = new SidecarSession(connector, {
    connected: (client) => {
      terminalEnv.update(client);
      editorWatch.connected();
      tellIncompatible(client);
    },
    notice: (notice) => notices.tell(notice),
    line: (line) => writeLine(log, line),
    gaveUp: (cause) => {
      terminalEnv.clear();
      void tellFailure(failureText(cause, vscode.l10n.t));
    },
  }));
  const { mirror, supervisor } = current;
  const editorWatch = new EditorWatch(readConfig, () => current.client, log);
  const statusBar = new StatusBar(mirror, readConfig, wording);
  const update = (): void => {
    terminalEnv.update(current.client);
    editorWatch.changed();
    statusBar.render();
  };
  context.subscriptions.push(
    log,
    notices,
    documents,
    new Questions(mirror, context.globalState, () => current.client, wording, log),
    statusBar,
    editorWatch,
    registerCommands({ config: readConfig, documents, log, mirror, supervisor, wording }, () => current.client),
    mirror.onChange(() => documents.refresh(Documents.statusUri)),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${section}.sidecar.path`)) {
        void supervisor.restart();
      } else if (change.affectsConfiguration(section)) {
        update();
      }
    }),
  );
  if (readConfig().startWithEditor) {
    void supervisor.start();
  } else {
    terminalEnv.clear();
    mirror.link("stopped");
  }
}

/** Called by VS Code when the window closes: the link ends, the sidecar goes on for its other clients. */
export async function deactivate(): Promise<void> {
  await session?.stop();
}
