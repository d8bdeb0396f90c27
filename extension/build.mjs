// Bundles the extension: dist/extension/main.js is what VS Code loads, uninstall.js what it runs at the end.
import { build } from "esbuild";

await build({
  entryPoints: ["extension/main.ts", "extension/uninstall.ts"],
  outdir: "dist/extension",
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
