import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runSidecar } from "./process";

/** Takes our keys out of every folder that ever had a link to the sidecar, and stops it. What fails for one folder must not keep the others. */
export async function removeEverything(program: string, stateDirectory: string, environment: NodeJS.ProcessEnv): Promise<void> {
  for (const folder of await knownFolders(stateDirectory)) {
    await runSidecar(program, ["sync", "--workspace", folder, "--remove"], environment).catch(complain);
  }

  await runSidecar(program, ["stop"], environment).catch(complain);
}

/** The folders of `workspaces.json`, which maps keys to folders. */
async function knownFolders(stateDirectory: string): Promise<readonly string[]> {
  try {
    const folders: unknown = JSON.parse(await readFile(join(stateDirectory, "workspaces.json"), "utf8"));
    return Object.values(folders as Record<string, unknown>).filter((folder) => typeof folder === "string");
  } catch {
    return []; // no folder was ever linked
  }
}

/** Nobody looks at the editor any more: its own log is the only place. */
function complain(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
}
