// The page's own thread on the first screen while both runs train on the CPU: how much it works in each frame of the
// display, and what its longest tasks were about.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { serve } from "../../e2e/support/server.mjs";

/** How long it is traced, at most: a trace takes memory. */
const MOST_SECONDS = 20;

/** From here on the browser calls a task long. */
const LONG_MS = 50;

/** A frame of a display that shows sixty in a second, in microseconds. */
const FRAME_US = 1e6 / 60;

/**
 * `{seconds, frames, drawn, median, high, long}`: how long the thread itself worked in each frame of the display, in
 * milliseconds, in the median and at the 95th percentile. Both trainers and the compositor want the same processors, and
 * what the thread waits for them is no work of the page's.
 */
export async function frames({ options: { seconds }, images }) {
  const server = await serve({ sets: { mnist: images.files } });
  const browser = await launch("none");
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const play = await new Playground(page, server).openBare({ backend: "cpu" });
    await play.train.click();
    // With what begins training behind it.
    await play.reach(100);
    await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
    const begun = performance.now();
    const traced = 1000 * Math.min(seconds, MOST_SECONDS);
    while (performance.now() - begun < traced) await play.frames(30);
    const { traceEvents } = JSON.parse(await browser.stopTracing());
    return { seconds: traced / 1000, ...summary(traceEvents) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** What a trace says of the thread that draws the page: the one that draws most often. */
export function summary(events) {
  // Whatever is drawn ends with it, on the thread that has made it.
  const drawn = events.filter(({ name }) => name === "Commit");
  const busiest = mostFrequent(drawn.map(thread));
  const ours = events.filter((event) => thread(event) === busiest && event.dur !== undefined);
  const tasks = ours.filter(({ name }) => name === "RunTask").sort((a, b) => a.ts - b.ts);
  if (tasks.length === 0) throw new Error("The trace holds no task of a thread that draws.");
  if (tasks.some(({ tdur }) => tdur === undefined)) throw new Error("The trace does not say how long the thread itself worked.");
  const work = workOf(tasks).sort((a, b) => a - b);
  const long = tasks.filter(({ dur }) => dur > 1000 * LONG_MS);
  return {
    frames: work.length,
    drawn: drawn.filter((event) => thread(event) === busiest).length,
    median: quantile(work, 0.5),
    high: quantile(work, 0.95),
    long: long.map((task) => ({ ms: Math.round(task.dur / 1000), parts: parts(task, ours) })),
  };
}

/** The milliseconds worked in each frame from the first task to the last; a task's work is spread over its time. */
function workOf(tasks) {
  const begun = tasks[0].ts;
  const end = Math.max(...tasks.map(({ ts, dur }) => ts + dur));
  const work = new Array(Math.ceil((end - begun) / FRAME_US)).fill(0);
  for (const { ts, dur, tdur } of tasks) {
    const last = Math.min(work.length - 1, Math.floor((ts + dur - begun) / FRAME_US));
    for (let frame = Math.floor((ts - begun) / FRAME_US); frame <= last; frame += 1) {
      const from = begun + frame * FRAME_US;
      const share = Math.max(0, Math.min(ts + dur, from + FRAME_US) - Math.max(ts, from)) / Math.max(dur, 1);
      work[frame] += (share * tdur) / 1000;
    }
  }
  return work;
}

const thread = ({ pid, tid }) => `${pid} ${tid}`;
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function mostFrequent(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** What the milliseconds of a task went into, largest first: each kind of event without the events within it. */
function parts(task, events) {
  const within = events.filter((event) => event !== task && event.ts >= task.ts && event.ts + event.dur <= task.ts + task.dur);
  const own = new Map();
  for (const event of within) {
    const inner = within.filter((other) => other !== event && other.ts >= event.ts && other.ts + other.dur <= event.ts + event.dur);
    const direct = inner.filter((other) => !inner.some((between) => between !== other && between.ts <= other.ts && between.ts + between.dur >= other.ts + other.dur));
    const self = event.dur - sum(direct.map(({ dur }) => dur));
    own.set(event.name, (own.get(event.name) ?? 0) + self / 1000);
  }
  const largest = [...own].filter(([, ms]) => ms >= 1).sort((a, b) => b[1] - a[1]);
  return Object.fromEntries(largest.slice(0, 6).map(([name, ms]) => [name, Math.round(ms)]));
}
