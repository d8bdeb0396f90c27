// Makes dist/claude-sidecar-<platform>.vsix: the extension for one platform, with the sidecar that `npm run build` left in dist/server.
// usage: node extension/package.mjs [platform as vsce names it, linux-x64 by default]
import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const runtimes = {
  "alpine-arm64": "linux-musl-arm64",
  "alpine-x64": "linux-musl-x64",
  "darwin-arm64": "osx-arm64",
  "darwin-x64": "osx-x64",
  "linux-arm64": "linux-arm64",
  "linux-x64": "linux-x64",
  "win32-arm64": "win-arm64",
  "win32-x64": "win-x64",
};

const target = process.argv[2] ?? "linux-x64";
const runtime = runtimes[target] ?? stop(`There is no sidecar for ${target}; there is one for ${Object.keys(runtimes).join(", ")}.`);
const program = target.startsWith("win32") ? "dist/server/claude-sidecar.exe" : "dist/server/claude-sidecar";
try {
  accessSync(program, constants.X_OK);
} catch {
  stop(`${program} is not there or not executable: run "npm run build" first.`);
}

// A negated pattern cannot be taken back by a later one, so the platform's own line is added here.
const ignoreFile = "dist/.vscodeignore";
writeFileSync(ignoreFile, `${readFileSync(".vscodeignore", "utf8")}!dist/server/runtimes/${runtime}/native/*\n`);

run("extension/build.mjs", "--minify");
run(
  fileURLToPath(import.meta.resolve("@vscode/vsce/vsce")),
  "package",
  ...["--target", target],
  ...["--out", `dist/claude-sidecar-${target}.vsix`],
  ...["--ignoreFile", ignoreFile],
  "--no-dependencies", // the bundle holds them
  "--no-rewrite-relative-links", // what the README links to is in the package
  "--allow-missing-repository",
);

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
