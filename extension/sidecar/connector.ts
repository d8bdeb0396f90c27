import { type NotificationHandlers, SidecarClient } from "../rpc/client";
import { locate, type Located } from "./locate";
import { connectTo, makeExecutable, readInstance, runSidecar } from "./process";
import { stateDirectory } from "./stateDirectory";

/** What it takes to reach the sidecar. */
export interface ConnectorOptions {
  /** The setting `claudeSidecar.sidecar.path`, read anew for each attempt. */
  readonly configuredPath: () => string;
  readonly extensionPath: string;
  readonly extensionVersion: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** From nothing to a link: find the program, ensure that it runs, read where, connect. */
export class Connector {
  constructor(private readonly options: ConnectorOptions) {}

  async connect(signal: AbortSignal, handlers: NotificationHandlers): Promise<SidecarClient> {
    const { environment, extensionVersion, log } = this.options;
    const program = this.#locate();
    log(`Sidecar: ${program.path} (${program.origin})`);
    if (program.origin === "bundled") {
      await makeExecutable(program.path);
    }

    await runSidecar(program.path, ["ensure"], environment);
    signal.throwIfAborted();
    const instance = await readInstance(stateDirectory(environment, process.platform));
    const client = await SidecarClient.open(await connectTo(instance), extensionVersion, handlers);
    log(`Connected to sidecar ${client.initialized.serverVersion}, process ${instance.pid}, port ${instance.port}.`);
    return client;
  }

  /** Stops the process, for every client: a restart means a new one. */
  async halt(): Promise<void> {
    await runSidecar(this.#locate().path, ["stop"], this.options.environment).catch((error: unknown) => {
      this.options.log(`stop: ${String(error)}`); // the start that follows says what is wrong, if anything is
    });
  }

  #locate(): Located {
    return locate({
      configured: this.options.configuredPath(),
      extensionPath: this.options.extensionPath,
      searchPath: this.options.environment["PATH"] ?? "",
      platform: process.platform,
    });
  }
}
