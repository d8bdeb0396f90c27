// Programs that a test starts in the background and that end with it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { atEnd } from "./endings.mjs";

/** Starts a server of ours and waits for its line `listening on URL`. An end that no test has asked for is told with what it said on stderr. */
export function startServer(t, command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  atEnd(t, () => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.said = () => stderr;
    child.once("exit", (code, signal) => {
      const end = `${command} ${args.join(" ")} ended (${signal ?? `exit ${code}`}): ${stderr}`;
      reject(new Error(end));
      if (signal !== "SIGKILL" && code !== 0) {
        console.error(end);
      }
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = /listening on (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) {
        resolve({ child, url });
      }
    });
  });
}

/** Runs a program to its end, which comes after `timeout` ms at the latest. */
export function finish(command, args, { input = "", timeout = 60_000, ...options } = {}) {
  const child = spawn(command, args, { ...options, timeout, killSignal: "SIGKILL", stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  child.stdin.on("error", () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout: stdout.trim(), stderr: stderr.trim() }));
  });
}
