// Bundles the extension into the one file that VS Code loads: dist/extension/main.js.
import { build } from "esbuild";

await build({
  entryPoints: ["extension/main.ts"],
  outfile: "dist/extension/main.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: process.argv.includes("--minify"),
  sourcemap: process.argv.includes("--minify") ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
});
