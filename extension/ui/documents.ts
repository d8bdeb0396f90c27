import * as vscode from "vscode";

/** Read-only texts in ordinary editors: what a screen reader, a search and a copy can work with. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  static readonly scheme = "claude-sidecar";
  static readonly statusUri = vscode.Uri.from({ scheme: Documents.scheme, path: "/ClaudeSidecar Status.md" });

  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, () => string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(Documents.scheme, this);
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString())?.() ?? "";
  }

  /** Makes `text` the content of `uri`, now and each time that it is asked for. */
  publish(uri: vscode.Uri, text: () => string): void {
    this.#texts.set(uri.toString(), text);
    this.refresh(uri);
  }

  /** The text may have changed; nobody computes it while no editor shows it. */
  refresh(uri: vscode.Uri): void {
    if (vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) {
      this.#changed.fire(uri);
    }
  }

  async showStatus(text: () => string): Promise<void> {
    this.publish(Documents.statusUri, text);
    await vscode.window.showTextDocument(Documents.statusUri, { preview: true });
  }

  /** Opens the two versions of a file side by side. */
  async showDiff(file: string, before: string, after: string): Promise<void> {
    const [left, right] = (["before", "after"] as const).map((side) =>
      vscode.Uri.from({ scheme: Documents.scheme, authority: side, path: vscode.Uri.file(file).path }),
    ) as [vscode.Uri, vscode.Uri];
    this.publish(left, () => before);
    this.publish(right, () => after);
    const name = vscode.workspace.asRelativePath(file);
    await vscode.commands.executeCommand("vscode.diff", left, right, vscode.l10n.t("{0} (preview)", name), { preview: true });
  }

  /** Closes what {@link showDiff} opened. */
  async closeDiff(): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === Documents.scheme);
    await vscode.window.tabGroups.close(tabs);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
