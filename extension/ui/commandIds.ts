/** Every command, as package.json declares it. */
export const commandIds = [
  "claudeSidecar.switchToLocal",
  "claudeSidecar.switchToClaude",
  "claudeSidecar.automatic",
  "claudeSidecar.showStatus",
  "claudeSidecar.syncSettings",
  "claudeSidecar.removeSettings",
  "claudeSidecar.startTerminal",
  "claudeSidecar.restart",
  "claudeSidecar.showLog",
  "claudeSidecar.menu",
] as const;

export type CommandId = (typeof commandIds)[number];
