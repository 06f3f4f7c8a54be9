// What comes too late is tried once more, but not in every scenario of a run. Needs no browser.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ENGINE } from "./support/environment.mjs";

test("two scenarios of a run are tried once more, and the third is not", async () => {
  const folder = mkdtempSync(join(tmpdir(), "playground-attempts-"));
  const file = join(folder, "second-tries.txt");
  const before = process.env.SECOND_TRIES;
  process.env.SECOND_TRIES = file;
  try {
    // Its own copy: where to write is looked up once.
    const { onceMore } = await import("./support/attempts.mjs?counted");
    const told = [];
    const t = { name: "a scenario", diagnostic: (text) => told.push(text) };
    const excuse = ({ message }) => (message === "late" ? "too late" : undefined);
    const lateOnce = () => {
      let attempts = 0;
      return async () => {
        attempts += 1;
        if (attempts === 1) throw new Error("late");
        return attempts;
      };
    };
    await assert.rejects(onceMore(t, excuse, async () => assert.fail("wrong")), /wrong/);
    assert.equal(await onceMore(t, excuse, lateOnce()), 2);
    assert.equal(await onceMore(t, excuse, lateOnce()), 2);
    await assert.rejects(onceMore(t, excuse, lateOnce()), /late\nNot tried once more \(too late\): 2 scenarios/);
    assert.equal(readFileSync(file, "utf8"), `${ENGINE}: a scenario: too late\n`.repeat(2));
    assert.equal(told.length, 2);
  } finally {
    if (before === undefined) delete process.env.SECOND_TRIES;
    else process.env.SECOND_TRIES = before;
    rmSync(folder, { recursive: true });
  }
});
