// What is read off a trace, on one that was made by hand.

import assert from "node:assert/strict";
import test from "node:test";
import { summary } from "./figures/frames.mjs";

const event = (name, ts, dur, tid = 1) => ({ name, ts, dur, pid: 1, tid });

test("the work for a frame is what lies between the end of the last one and its own", () => {
  const events = [
    ...[0, 20_000, 40_000, 60_000].map((ts) => event("Commit", ts)),
    event("RunTask", 1_000, 4_000),
    event("RunTask", 15_000, 10_000),
    event("RunTask", 41_000, 60_000),
    event("Layout", 42_000, 20_000),
    event("UpdateLayoutTree", 43_000, 5_000),
    // Of another thread, which draws less.
    event("Commit", 0, undefined, 2),
    event("RunTask", 0, 90_000, 2),
  ];
  assert.deepEqual(summary(events), { frames: 3, median: 9, high: 19, long: [{ ms: 60, parts: { Layout: 15, UpdateLayoutTree: 5 } }] });
});
