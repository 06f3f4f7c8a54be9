// Every other figure by its name: a function of `{options, images, say}` that gives what it measured.

import { accuracy } from "./accuracy.mjs";
import { bytes } from "./bytes.mjs";
import { calls } from "./calls.mjs";
import { evaluation } from "./evaluation.mjs";
import { frames } from "./frames.mjs";
import { longTasks } from "./long-tasks.mjs";
import { memory } from "./memory.mjs";
import { probes } from "./probes.mjs";
import { start } from "./start.mjs";
import { twoRuns } from "./two-runs.mjs";

export const FIGURES = { start, accuracy, bytes, calls, evaluation, frames, longTasks, memory, probes, twoRuns };
