// Brings the programs that the end-to-end tests drive: `node tests/e2e/install.mjs`. Run again, it does nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const stamp = join(here, "node_modules", ".installed");
const claudes = ["claude-code-197", "claude-code-329"];

/** True when the lock file has not changed since the last complete installation. */
function upToDate(lock) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lock && claudes.every((name) => existsSync(binary(name)));
}

function binary(name) {
  return join(here, "node_modules", name, "bin", "claude.exe");
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd} (exit ${status}).`);
  }
}

/** Installs what is missing. Throws when a program cannot be had. */
export function installPrograms() {
  const lock = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");
  if (upToDate(lock)) {
    return;
  }

  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], here);
  for (const name of claudes) {
    // npm may have been told to run no install scripts; this one only puts the platform's binary in its place.
    run(process.execPath, ["install.cjs"], join(here, "node_modules", name));
    if (statSync(binary(name)).size < 1_000_000) {
      throw new Error(`${name} has no binary for ${process.platform}-${process.arch}.`);
    }
  }

  writeFileSync(stamp, lock);
}

if (process.argv[1] === import.meta.filename) {
  installPrograms();
}
