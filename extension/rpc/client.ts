import type { Duplex } from "node:stream";
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes as JsonRpcErrorCodes,
  type MessageConnection,
  NullLogger,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { type InitializeResult, Methods, type Notifications, type Requests } from "./protocol";

/** The version of the contract that this extension was made for. */
export const protocolVersion = 1;

const answerTimeoutMs = 15_000;

/** What to do with each notification. */
export type NotificationHandlers = { readonly [M in keyof Notifications]: (params: Notifications[M]) => void };

/** A request was not fulfilled: nobody answered in time, the link is gone, or the sidecar refused and `message` says why. */
export class RequestFailure extends Error {
  constructor(
    readonly kind: "late" | "lost" | "refused",
    message: string,
  ) {
    super(message);
  }
}

/** The typed link to the sidecar: JSON-RPC over any duplex stream. */
export class SidecarClient {
  /** Resolves when the link has ended, with the reason. */
  readonly ended: Promise<string>;
  /** What the sidecar said about itself, and its state at that moment. */
  readonly initialized: InitializeResult;

  private constructor(
    private readonly connection: MessageConnection,
    ended: Promise<string>,
    initialized: InitializeResult,
  ) {
    this.ended = ended;
    this.initialized = initialized;
  }

  /** Opens the link: handlers first, then the first byte, so that no notification is lost. */
  static async open(
    stream: Duplex,
    clientVersion: string,
    handlers: NotificationHandlers,
    timeoutMs = answerTimeoutMs,
  ): Promise<SidecarClient> {
    const connection = createMessageConnection(new StreamMessageReader(stream), new StreamMessageWriter(stream), NullLogger);
    const ended = endOf(connection, stream);
    for (const [method, handle] of Object.entries(handlers) as [string, (params: unknown) => void][]) {
      connection.onNotification(method, handle);
    }

    connection.listen();
    const introduction = { clientName: "vscode", clientVersion, protocolVersion, capabilities: ["notices", "logs", "questions"] };
    try {
      return new SidecarClient(connection, ended, await ask(connection, Methods.initialize, introduction, timeoutMs));
    } catch (error) {
      connection.dispose();
      throw error;
    }
  }

  /** True when both sides were made for the same contract. */
  get compatible(): boolean {
    return this.initialized.protocolVersion === protocolVersion;
  }

  /**
   * Asks the sidecar; a request that takes too long is cancelled there too.
   * @throws RequestFailure
   */
  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    timeoutMs = answerTimeoutMs,
  ): Promise<Requests[M]["result"]> {
    return await ask(this.connection, method, params, timeoutMs);
  }

  dispose(): void {
    this.connection.dispose();
  }
}

async function endOf(connection: MessageConnection, stream: Duplex): Promise<string> {
  const reason = await new Promise<string>((resolve) => {
    connection.onClose(() => resolve("The sidecar closed the link."));
    connection.onDispose(() => resolve("The link was given up."));
    // After a broken frame the reader stands at an unknown place: only a new link is sure to be right.
    connection.onError(([error]) => {
      resolve(error.message);
    });
  });
  connection.dispose(); // requests that still wait are told
  stream.destroy();
  return reason;
}

async function ask<M extends keyof Requests>(
  connection: MessageConnection,
  method: M,
  params: Requests[M]["params"],
  timeoutMs: number,
): Promise<Requests[M]["result"]> {
  const cancellation = new CancellationTokenSource();
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => {
      reject(new RequestFailure("late", `${method} was not answered within ${timeoutMs / 1000} seconds.`));
      cancellation.cancel();
    }, timeoutMs);
  });
  try {
    const { token } = cancellation;
    const answer = params === undefined ? connection.sendRequest(method, token) : connection.sendRequest(method, params, token);
    return (await Promise.race([answer, late])) as Requests[M]["result"];
  } catch (error) {
    throw asFailure(error);
  } finally {
    clearTimeout(deadline);
  }
}

function asFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) {
    return error;
  }

  const message = error instanceof Error ? error.message : String(error);
  const answered =
    error instanceof ResponseError &&
    error.code !== JsonRpcErrorCodes.PendingResponseRejected &&
    error.code !== JsonRpcErrorCodes.MessageWriteError;
  return new RequestFailure(answered ? "refused" : "lost", message);
}
