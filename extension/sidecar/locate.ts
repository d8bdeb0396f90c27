import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Where to look for the sidecar's program. */
export interface LocateOptions {
  /** The setting `claudeSidecar.sidecar.path`; empty when it is not set. */
  readonly configured: string;
  /** The folder of this extension. */
  readonly extensionPath: string;
  /** The `PATH` of the environment. */
  readonly searchPath: string;
  readonly platform: NodeJS.Platform;
  /** Tells whether a file is there. */
  readonly exists?: (path: string) => boolean;
}

/** The program, and who chose it. */
export interface Located {
  readonly path: string;
  readonly origin: "setting" | "bundled" | "search path";
}

/** The sidecar is not where it should be; `message` says which of the three places failed. */
export class NotLocated extends Error {
  constructor(
    readonly reason: "setting" | "nowhere",
    readonly path: string,
  ) {
    super(reason === "setting" ? `There is no file at ${path}.` : `There is no ${path}, neither bundled nor on the PATH.`);
  }
}

/**
 * Finds the program: what the user set, else what came with the extension, else what is on the `PATH`.
 * A wrong setting is an error and not a reason to look further: who sets a path wants that program and no other.
 */
export function locate(options: LocateOptions): Located {
  const exists = options.exists ?? existsSync;
  const configured = options.configured.trim();
  if (configured !== "") {
    if (!isAbsolute(configured) || !exists(configured)) {
      throw new NotLocated("setting", configured);
    }

    return { path: configured, origin: "setting" };
  }

  const program = options.platform === "win32" ? "claude-sidecar.exe" : "claude-sidecar";
  const bundled = join(options.extensionPath, "dist", "server", program);
  if (exists(bundled)) {
    return { path: bundled, origin: "bundled" };
  }

  const found = options.searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, program))
    .find(exists);
  if (found === undefined) {
    throw new NotLocated("nowhere", program);
  }

  return { path: found, origin: "search path" };
}
