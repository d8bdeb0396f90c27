import eslint from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Only these see the editor: everything else is tested by plain Node, with no VS Code to download. */
const editorFacing = [
  "extension/main.ts",
  "extension/config.ts",
  "extension/log.ts",
  "extension/ui/{claudeTerminal,commands,documents,editorWatch,menu,notices,questions,settingsSync,statusBar,terminalEnv}.ts",
];

export default defineConfig(
  // Generated: the test that compares it with the C# contract is its check.
  { ignores: ["extension/rpc/protocol.ts"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-function-return-type": ["error", { allowExpressions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/promise-function-async": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "vscode", message: "Only main, config, log and the faces in ui/ know the editor." }] },
      ],
    },
  },
  { files: editorFacing, rules: { "no-restricted-imports": "off" } },
  {
    // describe() and it() return promises that node:test itself waits for.
    files: ["tests/extension/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: ["describe", "it", "test"] }] },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
