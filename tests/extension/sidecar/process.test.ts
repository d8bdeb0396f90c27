import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { connectTo, readInstance, runSidecar, SidecarFailure } from "../../../extension/sidecar/process";
import { program, tempFolder } from "../fakes/tempFolder";

/** What `assert.rejects` compares with. */
function failure(kind: SidecarFailure["kind"], message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof SidecarFailure, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    return true;
  };
}

describe("a command of the sidecar", () => {
  it("gives what it printed", async (test) => {
    const path = program(tempFolder(test), 'console.log("http://127.0.0.1:47600 " + process.argv[2]);');
    assert.equal(await runSidecar(path, ["ensure"], process.env), "http://127.0.0.1:47600 ensure");
  });

  it("is over although the process that it leaves behind holds its pipes", async (test) => {
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600000)"], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
      process.stdout.write(String(child.pid), () => process.exit(0));`;
    const left = Number(await runSidecar(program(tempFolder(test), script), ["ensure"], process.env));
    process.kill(left, "SIGKILL");
  });

  it("runs outside the workspace, and hands nothing of the editor's own on", async (test) => {
    const path = program(tempFolder(test), "console.log(JSON.stringify([process.cwd(), process.env]));");
    const [cwd, environment] = JSON.parse(
      await runSidecar(path, ["ensure"], { ...process.env, ELECTRON_RUN_AS_NODE: "1", VSCODE_PID: "1", DEEPSEEK_API_KEY: "key" }),
    ) as [string, Record<string, string>];
    assert.equal(cwd, homedir());
    assert.deepEqual(Object.keys(environment).filter((name) => /^(ELECTRON|VSCODE)_/.test(name)), []);
    assert.equal(environment["DEEPSEEK_API_KEY"], "key", "a provider's apiKeyEnv needs it");
  });

  it("fails with the command's own sentence", async (test) => {
    const path = program(tempFolder(test), 'console.error("Port 47600 is taken."); process.exit(1);');
    await assert.rejects(runSidecar(path, ["ensure"], process.env), failure("failed", /^Port 47600 is taken\.$/));
  });

  it("knows when the .NET runtime is missing", async (test) => {
    const path = program(tempFolder(test), 'console.error("You must install or update .NET to run this application."); process.exit(150);');
    await assert.rejects(runSidecar(path, ["ensure"], process.env), failure("runtime missing", /You must install/));
  });

  it("fails when the program cannot be run", async (test) => {
    const folder = tempFolder(test);
    const plain = join(folder, "plain");
    writeFileSync(plain, "", { mode: 0o600 });
    await assert.rejects(runSidecar(plain, ["ensure"], process.env), failure("not executable", /EACCES/));
    await assert.rejects(runSidecar(join(folder, "absent"), ["ensure"], process.env), failure("failed", /ENOENT/));
  });
});

describe("the instance", () => {
  it("must name a process and its socket", async (test) => {
    const folder = tempFolder(test);
    await assert.rejects(readInstance(folder), failure("no instance", /ENOENT/));
    for (const [text, says] of [
      ["{", /instance\.json/],
      ["null", /instance\.json/],
      ['{"pid":1,"port":2}', /does not name/],
      ['{"pid":"1","port":2,"socket":"s"}', /does not name/],
    ] as const) {
      writeFileSync(join(folder, "instance.json"), text);
      await assert.rejects(readInstance(folder), failure("no instance", says), text);
    }
  });

  it("cannot be reached when its process has died", async (test) => {
    const socket = join(tempFolder(test), "rpc.sock");
    await assert.rejects(connectTo({ pid: 1, port: 2, socket, version: "" }), failure("unreachable", /rpc\.sock: .*ENOENT/));
  });
});
