import * as vscode from "vscode";
import { Methods, type SyncResult } from "../rpc/protocol";
import type { Running } from "./commands";

/** Shows what would change in a folder's settings, and writes it when the user agrees. */
export async function syncSettings({ client, documents }: Running): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) {
    return;
  }

  const preview = await client.request(Methods.sync, { folder, action: "check" });
  if (!preview.changed) {
    void vscode.window.showInformationMessage(preview.message);
    return;
  }

  await documents.showDiff(preview.file, preview.before ?? "", preview.after ?? "");
  const agreed = await agree(preview);
  await documents.closeDiff();
  if (agreed) {
    const { message } = await client.request(Methods.sync, { folder, action: "apply" });
    void vscode.window.showInformationMessage(message);
  }
}

/** Takes our keys out of a folder's settings again. */
export async function removeSettings({ client }: Running): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) {
    return;
  }

  const { message } = await client.request(Methods.sync, { folder, action: "remove" });
  void vscode.window.showInformationMessage(message);
}

/** A quick pick and no dialog: the diff below stays readable while the question stands. */
async function agree({ file }: SyncResult): Promise<boolean> {
  const apply: vscode.QuickPickItem = {
    label: `$(check) ${vscode.l10n.t("Apply")}`,
    description: vscode.workspace.asRelativePath(file),
    detail: vscode.l10n.t("Writes these changes; everything else in the file stays as it is."),
  };
  const cancel: vscode.QuickPickItem = { label: `$(close) ${vscode.l10n.t("Cancel")}` };
  const title = vscode.l10n.t("Sync Claude Code's settings");
  return (await vscode.window.showQuickPick([apply, cancel], { title, ignoreFocusOut: true })) === apply;
}

async function pickFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open a folder first: settings belong to a folder."));
    return undefined;
  }

  const chosen =
    folders.length === 1
      ? folders[0]
      : await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t("Which folder's settings?") });
  return chosen?.uri.fsPath;
}
