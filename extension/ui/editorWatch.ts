import * as vscode from "vscode";
import type { Config } from "../config";
import type { SidecarClient } from "../rpc/client";
import type { ActiveFile } from "../rpc/protocol";
import { systemClock } from "../sidecar/clock";
import { EditorShare, type EditorView } from "./editorShare";
import { looksSecret } from "./editorFiles";

const mostCharacters = 8000;
const mostLines = 400;

/** Listens to what the window shows, and has it told to the sidecar: in trusted workspaces, while the user wants it. */
export class EditorWatch {
  readonly #share: EditorShare;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(config: () => Config, client: () => SidecarClient | undefined, log: vscode.LogOutputChannel) {
    const share = (this.#share = new EditorShare(
      () => (config().shareEditor && vscode.workspace.isTrusted ? view() : undefined),
      client,
      systemClock,
      (line) => log.debug(line),
    ));
    const changed = (): void => share.changed();
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(changed),
      vscode.window.onDidChangeTextEditorSelection(changed),
      vscode.window.onDidChangeTextEditorVisibleRanges(changed),
      vscode.window.tabGroups.onDidChangeTabs(changed),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === "file") {
          share.saved(uri.fsPath);
        }
      }),
    ];
  }

  connected(): void {
    this.#share.connected();
  }

  changed(): void {
    this.#share.changed();
  }

  dispose(): void {
    this.#share.dispose();
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }
}

function view(): EditorView {
  return {
    folders: (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath),
    active: activeFile(vscode.window.activeTextEditor),
    open: vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText && input.uri.scheme === "file" ? [input.uri.fsPath] : [])),
  };
}

function activeFile(editor: vscode.TextEditor | undefined): ActiveFile | undefined {
  if (editor?.document.uri.scheme !== "file" || looksSecret(editor.document.uri.fsPath)) {
    return undefined;
  }

  const { document, selection, visibleRanges } = editor;
  const [first, last] = [visibleRanges.at(0), visibleRanges.at(-1)];
  return {
    path: document.uri.fsPath,
    language: document.languageId,
    line: selection.active.line + 1,
    ...(selection.isEmpty ? {} : { selection: { startLine: selection.start.line + 1, endLine: selection.end.line + 1, text: selected(editor) } }),
    ...(first === undefined || last === undefined ? {} : { firstVisibleLine: first.start.line + 1, lastVisibleLine: last.end.line + 1 }),
  };
}

/** The beginning of what is selected: the whole of a large file is never put together here. */
function selected({ document, selection }: vscode.TextEditor): string {
  const end = selection.end.line - selection.start.line < mostLines ? selection.end : new vscode.Position(selection.start.line + mostLines, 0);
  return document.getText(new vscode.Range(selection.start, end)).slice(0, mostCharacters);
}
