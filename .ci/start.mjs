// `npm start`: builds what is needed and runs the sidecar in the foreground until Ctrl-C. `npm start -- --demo` plays the whole story instead.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { buildExtension, buildServer } from "./build.mjs";
import { demonstrate } from "./demo.mjs";
import { Failure, heading, installPackages, main, output, root, sidecar } from "./steps.mjs";

/** Says what the sidecar has found, and the line to type. */
function introduce() {
  const { baseUrl, backends } = JSON.parse(output(sidecar, ["status", "--json"]));
  const width = Math.max(...backends.map(({ name }) => name.length));
  const lines = backends.flatMap(({ name, baseUrl: url, state, model, detail }) => {
    const found = [model, state === "unknown" ? "not asked yet" : state].filter(Boolean).join(", ");
    return [`  ${name.padEnd(width)}  ${url}  ${found}`, ...(detail ? [`  ${" ".repeat(width)}  ${detail}`] : [])];
  });
  console.log(`
The sidecar runs at ${baseUrl}. Ctrl-C stops it.

Who can answer
${lines.join("\n")}

Claude Code
  ${output("claude", ["--version"]) ?? "not on your PATH; install it with: npm install -g @anthropic-ai/claude-code"}

Type this in another terminal, in the folder you work in

  ${/\s/.test(sidecar) ? `"${sidecar}"` : sidecar} run
`);
}

async function serve() {
  heading("run");
  const child = spawn(sidecar, ["serve"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  // Ctrl-C reaches both processes; this one waits for the other to end cleanly, and passes on what only it is sent.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("listening on ")) {
      introduce();
    }
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) {
    throw new Failure(`The sidecar ended (exit ${code}).`);
  }

  console.log("\nThe sidecar has stopped.");
}

await main(async () => {
  const demo = process.argv.includes("--demo");
  if (process.argv.slice(2).some((word) => word !== "--demo")) {
    throw new Failure("usage: npm start [-- --demo]");
  }

  await installPackages();
  await buildServer();
  if (demo) {
    await demonstrate();
  } else {
    await buildExtension();
    await serve();
  }
});
