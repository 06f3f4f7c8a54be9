// What is read off a trace, on one that was made by hand.

import assert from "node:assert/strict";
import test from "node:test";
import { summary } from "./figures/frames.mjs";

const FRAME = 1e6 / 60;

/** An event of the trace; the thread itself works for half of its time. */
const event = (name, ts, dur, tid = 1) => ({ name, ts, dur, tdur: dur && dur / 2, pid: 1, tid });

test("the work in a frame is what the thread itself worked in it, and a task's is spread over its time", () => {
  const events = [
    ...[0, 1, 2].map((frame) => event("Commit", frame * FRAME)),
    event("RunTask", 0, 4_000),
    // Half of it in the second frame, half in the third.
    event("RunTask", 2 * FRAME - 4_000, 8_000),
    event("RunTask", 3 * FRAME, 60_000),
    event("Layout", 3 * FRAME + 1_000, 20_000),
    event("UpdateLayoutTree", 3 * FRAME + 2_000, 5_000),
    // Of another thread, which draws less.
    event("Commit", 0, undefined, 2),
    event("RunTask", 0, 90_000, 2),
  ];
  const { median, high, ...said } = summary(events);
  assert.deepEqual(said, { frames: 7, drawn: 3, long: [{ ms: 60, parts: { Layout: 15, UpdateLayoutTree: 5 } }] });
  // Three frames of 2 ms, three half of whose time was work, and the 5 ms of the last.
  assert.ok(Math.abs(median - 5) < 1e-9, `${median}`);
  assert.ok(Math.abs(high - FRAME / 2000) < 1e-9, `${high}`);
});

test("a trace without a task of the page's thread is refused", () => {
  assert.throws(() => summary([event("RunTask", 0, 10)]), /no task of a thread that draws/);
  const untold = { ...event("RunTask", 0, 10), tdur: undefined };
  assert.throws(() => summary([event("Commit", 5), untold]), /does not say how long the thread itself worked/);
});
