import { changedMind } from "./changedMind.mjs";
import { compacted } from "./compacted.mjs";
import { longReading } from "./longReading.mjs";
import { refactoring } from "./refactoring.mjs";
import { smallBug } from "./smallBug.mjs";
import { toolLoop } from "./toolLoop.mjs";

/** Every scene, the longest first, as a function of the folder that it is played in. */
export const scenes = [longReading, toolLoop, refactoring, compacted, changedMind, smallBug];
