import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type CancellationToken, createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { type InitializeParams, type InitializeResult, Methods, type Notifications } from "../../../extension/rpc/protocol";
import { report } from "./reports";

type Handler = (params: unknown, cancelled: Promise<void>) => unknown;

/** The other end of the link: a JSON-RPC server on a real socket, without a sidecar behind it. */
export class FakeSidecar {
  readonly links: MessageConnection[] = [];
  readonly sockets: Socket[] = [];
  readonly introductions: InitializeParams[] = [];
  /** Answers by method; a method that is not named is unknown to the server. */
  readonly answers: Record<string, Handler> = {};
  initializeResult: InitializeResult = { serverVersion: "0.1.0", protocolVersion: 1, capabilities: ["switch"], status: report() };
  /** Sent before the answer to `initialize`. */
  greeting: ((link: MessageConnection) => Promise<void>) | undefined;
  readonly socketPath: string;
  readonly #server: Server;

  private constructor(stateDirectory: string) {
    this.socketPath = join(stateDirectory, "rpc.sock");
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(test: TestContext, stateDirectory: string): Promise<FakeSidecar> {
    const sidecar = new FakeSidecar(stateDirectory);
    sidecar.#server.listen(sidecar.socketPath);
    await once(sidecar.#server, "listening");
    const instance = { pid: process.pid, port: 47600, socket: sidecar.socketPath, version: "0.1.0" };
    writeFileSync(join(stateDirectory, "instance.json"), JSON.stringify(instance));
    test.after(() => {
      sidecar.drop();
      sidecar.#server.close();
    });
    return sidecar;
  }

  async notify<M extends keyof Notifications>(method: M, params: Notifications[M]): Promise<void> {
    await Promise.all(this.links.map(async (link) => link.sendNotification(method, params)));
  }

  /** What `kill -9` looks like from the other side. */
  drop(): void {
    for (const socket of this.sockets.splice(0)) {
      socket.destroy();
    }
  }

  #accept(socket: Socket): void {
    const link = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    this.sockets.push(socket);
    this.links.push(link);
    link.onClose(() => this.links.splice(this.links.indexOf(link), 1));
    link.onRequest(Methods.initialize, async (params: InitializeParams) => {
      this.introductions.push(params);
      await this.greeting?.(link);
      return this.initializeResult;
    });
    for (const [method, answer] of Object.entries(this.answers)) {
      // A request without parameters comes with its token alone.
      link.onRequest(method, (...args: [CancellationToken] | [unknown, CancellationToken]) => {
        const [params, token] = args.length === 1 ? [undefined, args[0]] : args;
        return answer(params, new Promise((resolve) => token.onCancellationRequested(() => resolve())));
      });
    }
    link.listen();
  }
}
