// What every script here needs: to run a program and to stop with one clear sentence when it fails.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The repository's folder. */
export const root = dirname(import.meta.dirname);

/** Where `npm run build` leaves the runnable program. */
export const sidecar = join(root, "dist", "server", process.platform === "win32" ? "claude-sidecar.exe" : "claude-sidecar");

/** Where results, logs and screenshots go; git ignores it. */
export const artifacts = join(root, "artifacts");

/** A failure that is told to the user without a stack trace. */
export class Failure extends Error {}

/** Runs a program in the foreground. Throws when it is missing or ends badly. */
export async function run(command, args, options = {}) {
  const code = await exitCode(command, args, options);
  if (code !== 0) {
    throw new Failure(`\`${[command, ...args].join(" ")}\` failed (exit ${code}).`);
  }
}

/** Runs a program in the foreground and gives back its exit code. */
export function exitCode(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
    ...options,
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Failure(`${command} could not be started (${error.message}).`)));
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
}

/** What a program prints in one go; null when it is not there or fails. */
export function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  return status === 0 ? stdout.trim() : null;
}

/** Prints a heading, so that a long log can be read. */
export function heading(text) {
  console.log(`\n── ${text} ${"─".repeat(Math.max(3, 76 - text.length))}`);
}

/** Installs the packages of a folder's package-lock.json, unless they are there. */
export async function installPackages(folder = root) {
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    return;
  }

  heading("install packages");
  await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  writeFileSync(stamp, lock);
}

/** Refuses early where the .NET SDK is missing or too old. */
export function requireDotnet() {
  const version = output("dotnet", ["--version"]);
  if (version === null || Number.parseInt(version, 10) < 10) {
    throw new Failure(`The .NET SDK 10 or newer is needed (found: ${version ?? "none"}). Get it from https://dot.net.`);
  }
}

/** Keeps the result of one part of the tests for the sum at the end; `failures` says which failed and why, a line each. */
export function record(part, { passed, failed, failures = [] }) {
  const folder = join(artifacts, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${part}.json`), JSON.stringify({ part, passed, failed, failures }));
}

/** Runs a script's main function and turns what it throws into one sentence and exit code 1. */
export async function main(action) {
  try {
    await action();
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
