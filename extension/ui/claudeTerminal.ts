import * as vscode from "vscode";
import { Methods } from "../rpc/protocol";
import type { Running } from "./commands";
import { terminalVariables } from "./terminalVariables";

const shellIntegrationMs = 3_000;

/** Opens a terminal whose Claude Code goes through the sidecar, and starts it there. */
export async function startClaudeTerminal({ client, config, mirror }: Running): Promise<void> {
  const folder = await currentFolder();
  const baseUrl =
    folder === undefined
      ? mirror.view.report?.baseUrl // without a folder only the client's own credentials pass, which is all that it needs
      : (await client.request(Methods.openWorkspace, { folders: [folder.uri.fsPath] })).workspaces[0]?.baseUrl;
  const terminal = vscode.window.createTerminal({
    name: "Claude Code",
    iconPath: new vscode.ThemeIcon("sparkle"),
    env: baseUrl === undefined ? {} : terminalVariables(baseUrl),
    ...(folder === undefined ? {} : { cwd: folder.uri }),
  });
  terminal.show();
  await type(terminal, config().terminalCommand);
}

/** With shell integration the shell says when it is ready for a command; without it the text waits in the terminal's input. */
async function type(terminal: vscode.Terminal, command: string): Promise<void> {
  const shell = terminal.shellIntegration ?? (await shellIntegrationOf(terminal));
  if (shell === undefined) {
    terminal.sendText(command);
  } else {
    shell.executeCommand(command);
  }
}

async function shellIntegrationOf(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | undefined> {
  return await new Promise((resolve) => {
    const end = (shell: vscode.TerminalShellIntegration | undefined): void => {
      clearTimeout(deadline);
      subscription.dispose();
      resolve(shell);
    };
    const deadline = setTimeout(end, shellIntegrationMs, undefined);
    const subscription = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) {
        end(event.shellIntegration);
      }
    });
  });
}

async function currentFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const ofEditor = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  return ofEditor ?? (folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0]);
}
