import type { BackendStatus, Notifications, QuotaStatus, RouteStatus, StatusReport } from "../rpc/protocol";
import type { LinkState } from "./supervisor";

/** What the faces of the extension show: the link, and the sidecar's state as far as it is known. */
export interface View {
  readonly link: LinkState;
  /** The last state known; kept through a short loss of the link, so that the status bar does not flicker. */
  readonly report: StatusReport | undefined;
}

/** Holds the sidecar's state as the editor knows it, and tells when it changes. */
export class Mirror {
  readonly #listeners = new Set<(view: View) => void>();
  #view: View = { link: "starting", report: undefined };

  get view(): View {
    return this.#view;
  }

  /** Calls `listener` after each change; the answer ends that. */
  onChange(listener: (view: View) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The link changed. A state that can no longer be trusted is forgotten. */
  link(state: LinkState): void {
    const lost = state === "failed" || state === "stopped";
    this.#set({ link: state, report: lost ? undefined : this.#view.report });
  }

  /** The whole state arrived. */
  replace(report: StatusReport): void {
    this.#set({ ...this.#view, report });
  }

  quota(quota: QuotaStatus): void {
    this.#merge({ quota });
  }

  route(route: RouteStatus): void {
    this.#merge({ route });
  }

  backends({ backends }: Notifications["sidecar.backendsChanged"]): void {
    this.#merge({ backends });
  }

  question({ question }: Notifications["sidecar.questionChanged"]): void {
    this.#merge({ question: question ?? null });
  }

  #merge(part: Partial<StatusReport>): void {
    if (this.#view.report !== undefined) {
      this.#set({ ...this.#view, report: { ...this.#view.report, ...part } });
    }
  }

  #set(view: View): void {
    this.#view = view;
    for (const listener of this.#listeners) {
      listener(view);
    }
  }
}

/** The provider of that name. */
export function backendNamed(report: StatusReport, name: string): BackendStatus | undefined {
  return report.backends.find((backend) => backend.name === name);
}
