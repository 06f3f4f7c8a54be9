import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrate, median, ratio, rotated, takeTurns } from "./turns.mjs";

test("the median of an even number of values lies between the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test("a ratio is taken in each round, so a slow round of the machine does not move it", () => {
  assert.equal(ratio([100, 10, 100], [50, 5, 50]), 2);
});

test("each contestant is the first of some round", () => {
  assert.deepEqual(rotated(["a", "b", "c"], 4), ["b", "c", "a"]);
});

test("a stretch is made as long as asked, although the first steps are slow", async () => {
  let calls = 0;
  const stretch = async (steps) => {
    calls += 1;
    return { steps, seconds: calls === 1 ? 10 : steps / 1000, firstLoss: 2.3 };
  };
  assert.deepEqual(await calibrate(stretch, 2), { steps: 2000, firstLoss: 2.3 });
});

test("a step that takes longer than the stretch is still one step", async () => {
  const stretch = async (steps) => ({ steps, seconds: 5 * steps, firstLoss: 2.3 });
  assert.equal((await calibrate(stretch, 1)).steps, 1);
});

test("where rounds take minutes there are fewer, and at least one", async () => {
  let time = 0;
  const stretch = async (steps) => {
    time += 100;
    return { steps, seconds: 100, firstLoss: 2, lastLoss: 1 };
  };
  const { slow } = await takeTurns([{ name: "slow", stretch }], { batch: 64, rounds: 5, seconds: 1, now: () => time });
  assert.equal(slow.examplesPerSecond.length, 2);
});

test("what cannot be done, and what does not learn, is said in words", async () => {
  const steady = (lastLoss) => async (steps) => ({ steps, seconds: steps / 100, firstLoss: 2, lastLoss });
  const fails = async () => {
    throw new Error("page.evaluate: Error: There is no such kernel.\n    at somewhere");
  };
  const contestants = [
    { name: "learns", stretch: steady(1) },
    { name: "stands still", stretch: steady(2) },
    { name: "fails", stretch: fails },
  ];
  const results = await takeTurns(contestants, { batch: 64, rounds: 3, seconds: 1 });
  assert.equal(results.learns.median, 6400);
  assert.equal(results.learns.examplesPerSecond.length, 3);
  assert.match(results["stands still"].sentence, /from 2.000 to 2.000/);
  assert.equal(results.fails.sentence, "There is no such kernel.");
});
