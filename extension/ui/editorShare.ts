import { sep } from "node:path";
import type { SidecarClient } from "../rpc/client";
import { type ActiveFile, type EditorState, Methods } from "../rpc/protocol";
import type { Clock } from "../sidecar/supervisor";
import { looksSecret } from "./editorFiles";

/** What the window shows, as far as it may be told. */
export interface EditorView {
  /** Absolute paths of the folders that are open. */
  readonly folders: readonly string[];
  readonly active: ActiveFile | undefined;
  /** Absolute paths of the open files. */
  readonly open: readonly string[];
}

const settleMs = 400;
const mostEditors = 100;
const capability = "editorState";

/** Tells the sidecar what the window shows: once things have settled, each folder by itself, and only what is new. */
export class EditorShare {
  readonly #ended = new AbortController();
  readonly #told = new Map<string, string>();
  readonly #saved = new Set<string>();
  #waiting = false;

  /** `view` answers undefined while nothing may be told: then what was told is taken back. */
  constructor(
    private readonly view: () => EditorView | undefined,
    private readonly client: () => Pick<SidecarClient, "initialized" | "request"> | undefined,
    private readonly clock: Clock,
    private readonly log: (line: string) => void,
  ) {}

  /** A new link knows nothing. */
  connected(): void {
    this.#told.clear();
    this.changed();
  }

  /** A file was saved. */
  saved(path: string): void {
    this.#saved.add(path);
    this.changed();
  }

  /** The window shows something else. */
  changed(): void {
    if (!this.#waiting) {
      this.#waiting = true;
      this.#tellSoon().catch((error: unknown) => this.log(`What the editor shows was not told: ${String(error)}`));
    }
  }

  dispose(): void {
    this.#ended.abort();
  }

  async #tellSoon(): Promise<void> {
    await this.clock.pause(settleMs, this.#ended.signal);
    this.#waiting = false;
    const client = this.client();
    if (this.#ended.signal.aborted || client?.initialized.capabilities.includes(capability) !== true) {
      return;
    }

    const states = this.#states();
    this.#saved.clear();
    for (const [folder, state] of states) {
      const text = JSON.stringify({ ...state, saved: undefined });
      if (state.saved === true || this.#told.get(folder) !== text) {
        await client.request(Methods.editorState, { folder, state });
        this.#told.set(folder, text);
      }
    }
  }

  #states(): ReadonlyMap<string, EditorState> {
    const view = this.view();
    const states = new Map<string, EditorState>();
    for (const folder of this.#told.keys()) {
      states.set(folder, { openEditors: [] }); // closed since, or not to be told any more
    }

    if (view !== undefined) {
      for (const folder of view.folders) {
        states.set(folder, this.#state(folder, view));
      }
    }
    return states;
  }

  #state(folder: string, { folders, active, open }: EditorView): EditorState {
    const mine = (path: string): boolean => folderOf(path, folders) === folder && !looksSecret(path);
    return {
      ...(active !== undefined && mine(active.path) ? { activeFile: active } : {}),
      openEditors: [...new Set(open.filter(mine))].slice(0, mostEditors),
      ...([...this.#saved].some((path) => folderOf(path, folders) === folder) ? { saved: true } : {}),
    };
  }
}

/** The innermost folder that holds a file. */
function folderOf(path: string, folders: readonly string[]): string | undefined {
  return folders.filter((folder) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)).sort((one, other) => other.length - one.length)[0];
}
