// `npm run build`: the program at dist/server/claude-sidecar, and the extension's bundle at dist/extension.
import { heading, installPackages, main, requireDotnet, run } from "./steps.mjs";

const platforms = { linux: "linux", darwin: "osx", win32: "win" };

/** Framework-dependent, with native code made ahead of time so that it starts fast. */
export async function buildServer() {
  requireDotnet();
  heading("build the sidecar");
  await run("dotnet", [
    "publish",
    "server/ClaudeSidecar.csproj",
    "--configuration",
    "Release",
    "--output",
    "dist/server",
    "--verbosity",
    "quiet",
    "--nologo",
    "--runtime",
    `${platforms[process.platform]}-${process.arch}`,
    "--self-contained",
    "false",
    "-p:PublishReadyToRun=true",
    // A platform's name would change the lock file, which is kept for every platform alike; the versions are exact anyway.
    "-p:RestoreLockedMode=false",
    "-p:NuGetLockFilePath=obj/publish.lock.json",
  ]);
}

/** The extension, bundled and minified. */
export async function buildExtension() {
  heading("build the extension");
  await run("npm", ["run", "--silent", "compile", "--", "--minify"]);
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    await installPackages();
    await buildServer();
    await buildExtension();
  });
}
