// Run by VS Code, outside the extension host, once the extension has been uninstalled: no settings may point to a sidecar that is gone.
import { join } from "node:path";
import { locate } from "./sidecar/locate";
import { removeEverything } from "./sidecar/removal";
import { stateDirectory } from "./sidecar/stateDirectory";

const { env, platform } = process;
const program = locate({ configured: "", extensionPath: join(__dirname, "..", ".."), searchPath: env["PATH"] ?? "", platform });
void removeEverything(program.path, stateDirectory(env, platform), env);
