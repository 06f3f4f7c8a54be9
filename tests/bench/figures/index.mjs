// Every other figure by its name: a function of `{options, images, say}` that gives what it measured.

import { accuracy } from "./accuracy.mjs";
import { bytes } from "./bytes.mjs";
import { frames } from "./frames.mjs";
import { longTasks } from "./long-tasks.mjs";
import { memory } from "./memory.mjs";
import { probes } from "./probes.mjs";
import { start } from "./start.mjs";

export const FIGURES = { start, accuracy, bytes, frames, longTasks, memory, probes };
