import type { NotificationHandlers, SidecarClient } from "../rpc/client";
import { type LogParams, Methods, type NoticeParams } from "../rpc/protocol";
import { systemClock } from "./clock";
import type { Connector } from "./connector";
import { Mirror } from "./mirror";
import { type Clock, Supervisor } from "./supervisor";

/** What a session tells the faces beside the state, which is in the mirror. */
export interface SessionEvents {
  /** A new link is there, and its state is in the mirror. */
  connected(client: SidecarClient): void;
  notice(notice: NoticeParams): void;
  line(line: LogParams): void;
  /** Told once each time that no more attempts are made. */
  gaveUp(cause: Error): void;
}

const refreshMs = 2_000;

/** One window's life with the sidecar: the supervised link, and the state that comes over it. */
export class SidecarSession {
  readonly mirror = new Mirror();
  readonly supervisor: Supervisor<SidecarClient>;
  #client: SidecarClient | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor(
    connector: Pick<Connector, "connect" | "halt">,
    private readonly events: SessionEvents,
    clock: Clock = systemClock,
  ) {
    const handlers = this.#handlers();
    this.supervisor = new Supervisor<SidecarClient>(
      {
        connect: async (signal) => connector.connect(signal, handlers),
        halt: async () => connector.halt(),
        changed: (state, client) => {
          this.#client = client;
          this.mirror.link(state);
          if (client !== undefined) {
            this.mirror.replace(client.initialized.status);
            events.connected(client);
          }
        },
        retrying: (cause, retryInMs) => {
          events.line({ level: "warning", message: `${cause.message} Trying again in ${retryInMs} ms.` });
        },
        gaveUp: (cause) => {
          events.line({ level: "error", message: cause.message });
          events.gaveUp(cause);
        },
      },
      clock,
    );
  }

  /** The link while it is there. */
  get client(): SidecarClient | undefined {
    return this.#client;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#refresh);
    await this.supervisor.stop();
  }

  #handlers(): NotificationHandlers {
    const { events, mirror } = this;
    return {
      [Methods.quotaChanged]: (quota) => {
        mirror.quota(quota);
        this.#refreshSoon();
      },
      [Methods.routeChanged]: (route) => {
        mirror.route(route);
        this.#refreshSoon();
      },
      [Methods.backendsChanged]: (backends) => mirror.backends(backends),
      [Methods.questionChanged]: (question) => mirror.question(question),
      [Methods.notice]: (notice) => events.notice(notice),
      [Methods.log]: (line) => events.line(line),
    };
  }

  /** Sessions and switches have no notification of their own: they change when quota or route do. Asked for once for many changes. */
  #refreshSoon(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      this.#client?.request(Methods.status, undefined).then(
        (report) => this.mirror.replace(report),
        (error: unknown) => {
          this.events.line({ level: "debug", message: String(error) });
        },
      );
    }, refreshMs);
  }
}
