import * as vscode from "vscode";
import type { Config } from "../config";
import type { SidecarClient } from "../rpc/client";
import { Methods, type WorkspaceLink } from "../rpc/protocol";
import { failureText } from "./failureText";
import { isOurBaseUrl, terminalVariables } from "./terminalVariables";

/**
 * Sends Claude Code through the sidecar in every new terminal of a folder.
 * One constant value, written once: each change would mark every open terminal with a warning, so a change of route never
 * touches it. It is persistent, for terminals may open before the extension is active.
 */
export class TerminalEnv {
  constructor(
    private readonly collection: vscode.GlobalEnvironmentVariableCollection,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly config: () => Config,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Tells the sidecar which folders are open, and writes or takes back the variables as settings and trust say. */
  update(client: SidecarClient | undefined): void {
    this.#update(client).catch((error: unknown) => this.log.error(failureText(error, vscode.l10n.t)));
  }

  /** Takes the variables back: nothing may point to a sidecar that is not there. */
  clear(): void {
    for (const workspaceFolder of vscode.workspace.workspaceFolders ?? []) {
      this.collection.getScoped({ workspaceFolder }).clear();
    }
  }

  async #update(client: SidecarClient | undefined): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const links = client === undefined || folders.length === 0 ? [] : await baseUrls(client, folders);
    if (!this.config().terminalEnvironment || !vscode.workspace.isTrusted || this.#hasForeignBaseUrl()) {
      this.clear();
      return;
    }

    for (const [index, { baseUrl }] of links.entries()) {
      const workspaceFolder = folders[index];
      if (workspaceFolder !== undefined) {
        this.#write(workspaceFolder, baseUrl);
      }
    }
  }

  #write(workspaceFolder: vscode.WorkspaceFolder, baseUrl: string): void {
    const scoped = this.collection.getScoped({ workspaceFolder });
    const different = Object.entries(terminalVariables(baseUrl)).filter(([name, value]) => scoped.get(name)?.value !== value);
    for (const [name, value] of different) {
      scoped.replace(name, value);
    }

    if (different.length > 0) {
      scoped.description = vscode.l10n.t("Claude Code's requests pass through ClaudeSidecar.");
      this.log.info(`New terminals in ${workspaceFolder.name} send Claude Code through the sidecar.`);
    }
  }

  /** A base URL of the user's own, of a company's gateway for instance, is not ours to replace. */
  #hasForeignBaseUrl(): boolean {
    const own = this.environment["ANTHROPIC_BASE_URL"] ?? "";
    if (own === "" || isOurBaseUrl(own)) {
      return false;
    }

    this.log.warn("The environment sets ANTHROPIC_BASE_URL to another gateway: terminals keep it.");
    return true;
  }
}

/** One link for each folder, in the same order. */
async function baseUrls(client: SidecarClient, folders: readonly vscode.WorkspaceFolder[]): Promise<readonly WorkspaceLink[]> {
  const { workspaces } = await client.request(Methods.openWorkspace, { folders: folders.map(({ uri }) => uri.fsPath) });
  return workspaces;
}
