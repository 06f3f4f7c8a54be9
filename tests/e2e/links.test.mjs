// The run in the page's address: read, written, shared, and survived when broken.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TESTS } from "./support/environment.mjs";
import { CLIPBOARD } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

scenario("a shared link opens the same run, with the changes made while it ran", { backend: "cpu", context: CLIPBOARD }, async (play) => {
  await play.configure({ seed: 9, batchSize: 32, reportEvery: 1, model: "64-tanh" });
  await play.trainTo({ steps: 20 });
  await play.configure({ learningRate: 0.02, loss: "mse" });
  await play.trainTo({ steps: 20 });
  const curve = (await play.history()).loss;

  await play.share.click();
  const link = await shared(play);
  assert.match(link, /#v=1/);
  const other = await play.page.context().newPage();
  await other.goto(link);
  await other.waitForFunction(() => window.playground !== undefined);
  const loss = await other.evaluate(async () => {
    await window.playground.ready;
    await window.playground.train({ steps: 40 });
    return window.playground.history().loss;
  });
  assert.deepEqual(loss, curve, "the same curve, bit for bit");
});

scenario("the address follows what is changed", { backend: "cpu" }, async (play) => {
  await play.configure({ learningRate: 0.25 });
  await play.until("the address tells the rate", () => /[&#]lr=0\.25/.test(location.hash));
  await play.reload();
  await play.until("window.playground is there", () => window.playground !== undefined);
  await play.ready();
  assert.equal((await play.experiment()).learningRate, 0.25);
});

scenario("the address follows what changes in every frame, but not more often than browsers allow", { backend: "cpu" }, async (play) => {
  const [written, allowed] = await play.page.evaluate(async () => {
    const { replaceState } = history;
    const begun = performance.now();
    let calls = 0;
    history.replaceState = (...of) => {
      calls += 1;
      replaceState.apply(history, of);
    };
    for (let rate = 1; rate <= 120; rate++) {
      window.playground.configure({ learningRate: rate / 1000 });
      await new Promise(requestAnimationFrame);
    }
    return new Promise((done) => {
      const look = () => (/[&#]lr=0\.12(&|$)/.test(location.hash) ? done([calls, 5 + (performance.now() - begun) / 300 + 2]) : requestAnimationFrame(look));
      look();
    });
  });
  assert.ok(written >= 2 && written <= allowed, `${written} times; a hundred in 30 seconds are ${allowed}`);
});

scenario("an address typed into the open page is read", { backend: "cpu" }, async (play) => {
  await play.page.evaluate(() => (location.hash = "v=1&lr=0.125&net=16-tanh"));
  await play.until("the new settings", () => window.playground.experiment().learningRate === 0.125);
  assert.equal((await play.experiment()).model, "16-tanh");
});

const BROKEN = [
  ["v=1&lr=fast&batch=32", /lr.*fast/, { batchSize: 32, learningRate: 0.001 }],
  ["v=1&colour=red", /colour.*no such setting/, {}],
  ["v=1&preset=nothing&seed=4", /preset=nothing/, { seed: 4 }],
  ["v=99&seed=5", /version/, { seed: 5 }],
  ["v=1&out=linear&loss=ce", /loss|logarithm/, {}],
  ["v=1&data=custom", /own files/, { dataset: "synthetic" }],
  ["%E0%A4%A&&&===&at=;;;:,", /./, {}],
  [`v=1&net=${"9".repeat(5000)}`, /net|layers/, { model: "128-relu.64-relu" }],
];

scenario("a broken link brings a notice, and the page works", { backend: "cpu", hash: BROKEN[0][0] }, async (play, t) => {
  for (const [hash, sentence, settings] of BROKEN) {
    await t.test(hash.slice(0, 40), async () => {
      await play.page.goto("about:blank");
      await play.open({ backend: "cpu", hash });
      await play.notice(sentence).first().waitFor();
      const experiment = await play.experiment();
      for (const [name, value] of Object.entries(settings)) assert.equal(experiment[name], value, name);
      assert.equal((await play.trainTo({ steps: 2 })).step, 2);
    });
  }
});

scenario("links that are out in the world open without a complaint", { backend: "cpu" }, async (play, t) => {
  const text = readFileSync(join(TESTS, "../crates/experiment/tests/links.txt"), "utf8");
  const blocks = text.split(/\n\s*\n/).filter((block) => /^link /m.test(block) && !/^notices [1-9]/m.test(block));
  const stored = blocks.map((block) => ({ hash: /^link (.*)$/m.exec(block)[1], gives: JSON.parse(/^gives (.*)$/m.exec(block)[1]) }));
  const here = stored.filter(({ gives }) => gives.dataset === "synthetic");
  assert.ok(here.length >= 3);
  for (const { hash, gives } of here.slice(0, 4)) {
    await t.test(hash.slice(0, 60), async () => {
      await play.page.goto("about:blank");
      await play.open({ backend: "cpu", hash });
      // A setting that the link is older than is as on a first visit.
      const experiment = await play.experiment();
      assert.deepEqual({ ...experiment, ...gives }, experiment);
    });
  }
});

/** The link that Share copied. */
async function shared(play) {
  await play.until("the link is on the clipboard", async () => /#v=1/.test(await navigator.clipboard.readText()));
  return play.page.evaluate(() => navigator.clipboard.readText());
}
