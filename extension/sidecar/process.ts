import { spawn } from "node:child_process";
import { chmod, readFile } from "node:fs/promises";
import { connect as openSocket, type Socket } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

/** Who runs now, as `instance.json` in the state folder tells it. */
export interface Instance {
  readonly pid: number;
  readonly port: number;
  /** A socket's path; on Windows a pipe's name. */
  readonly socket: string;
  readonly version: string;
}

/** The sidecar could not be started or reached. `kind` chooses the sentence that the user sees; `message` is for the log. */
export class SidecarFailure extends Error {
  constructor(
    readonly kind: "runtime missing" | "not executable" | "silent" | "failed" | "no instance" | "unreachable",
    message: string,
  ) {
    super(message);
  }
}

const commandTimeoutMs = 30_000;
const connectTimeoutMs = 5_000;
/** The background process may inherit the pipes of `ensure`: they then outlive it. */
const pipeGraceMs = 300;
/** What .NET's launcher returns when it finds no runtime, or none of the right version. */
const runtimeMissingCodes: readonly (number | null)[] = [131, 150];

/**
 * Runs one command of the sidecar to its end.
 * @returns what it printed.
 * @throws SidecarFailure with the command's own sentence.
 */
export async function runSidecar(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    // Not the workspace: the process that stays would hold the folder.
    const child = spawn(program, args, { cwd: homedir(), env: withoutElectron(environment), windowsHide: true });
    let output = "";
    let complaint = "";
    child.stdin.end();
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));

    const deadline = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new SidecarFailure("silent", `${args.join(" ")} did not end within ${commandTimeoutMs / 1000} seconds.`));
    }, commandTimeoutMs);
    const end = (code: number | null): void => {
      clearTimeout(deadline);
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) {
        resolve(output.trim());
      } else if (runtimeMissingCodes.includes(code) && complaint.includes(".NET")) {
        reject(new SidecarFailure("runtime missing", complaint.trim()));
      } else {
        reject(new SidecarFailure("failed", complaint.trim() || `${args.join(" ")} ended with code ${String(code)}.`));
      }
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      reject(new SidecarFailure(error.code === "EACCES" ? "not executable" : "failed", error.message));
    });
    child.once("close", end);
    child.once("exit", (code) => setTimeout(end, pipeGraceMs, code));
  });
}

/** Gives the bundled program its executable bit back: some forks of VS Code lose it when they unpack. */
export async function makeExecutable(program: string): Promise<void> {
  if (process.platform !== "win32") {
    await chmod(program, 0o755).catch(() => undefined); // a read-only installation: the start itself will say so
  }
}

/** Reads who runs now. */
export async function readInstance(stateDirectory: string): Promise<Instance> {
  const file = join(stateDirectory, "instance.json");
  try {
    const { pid, port, socket, version } = JSON.parse(await readFile(file, "utf8")) as Partial<Instance>;
    if (typeof pid === "number" && typeof port === "number" && typeof socket === "string" && socket !== "") {
      return { pid, port, socket, version: version ?? "" };
    }
  } catch (error) {
    throw new SidecarFailure("no instance", `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }

  throw new SidecarFailure("no instance", `${file} does not name a process and its socket.`);
}

/** Opens the sidecar's socket, or its named pipe on Windows. */
export async function connectTo(instance: Instance, platform: NodeJS.Platform = process.platform): Promise<Socket> {
  const path = platform === "win32" && !instance.socket.startsWith("\\\\") ? `\\\\.\\pipe\\${instance.socket}` : instance.socket;
  return await new Promise<Socket>((resolve, reject) => {
    const socket = openSocket(path);
    const fail = (message: string): void => {
      socket.destroy();
      reject(new SidecarFailure("unreachable", `${path}: ${message}`));
    };
    socket.setTimeout(connectTimeoutMs, () => {
      fail(`no answer within ${connectTimeoutMs / 1000} seconds`);
    });
    socket.once("error", (error) => fail(error.message));
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

function withoutElectron(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("ELECTRON_") && !name.startsWith("VSCODE_")));
}
