// Makes dist/claude-sidecar-<platform>.vsix: the extension for one platform, with the sidecar that `npm run build` left in dist/server.
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";

const target = process.argv[2] ?? "linux-x64";
const program = target.startsWith("win32") ? "dist/server/claude-sidecar.exe" : "dist/server/claude-sidecar";
try {
  accessSync(program, constants.X_OK);
} catch {
  console.error(`${program} is not there or not executable: run "npm run build" first.`);
  process.exit(1);
}

const run = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });
run("extension/build.mjs", "--minify");
const vsce = fileURLToPath(new URL("../node_modules/@vscode/vsce/vsce", import.meta.url));
run(vsce, "package", "--target", target, "--no-dependencies", "--skip-license", "--out", `dist/claude-sidecar-${target}.vsix`);
