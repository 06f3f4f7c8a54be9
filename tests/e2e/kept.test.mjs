// Nothing is lost: a page that is reloaded or closed, a link pasted over a run, runs removed, data exchanged, a trainer that
// ends, a pause that takes long.

import assert from "node:assert/strict";
import { bars, images, labels } from "./support/idx.mjs";
import { PANIC } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { FULL } from "./support/storage.mjs";

const scenario = scenarios();
const CPU = { backend: "cpu", hash: "v=1&data=synthetic&net=16-relu&split=400+100&every=1" };

/** The records that are kept of pages in this browser. */
function records(play) {
  return play.page.evaluate(async () => {
    const opened = indexedDB.open("gradient-playground-work");
    const database = await new Promise((resolve, reject) => {
      opened.onsuccess = () => resolve(opened.result);
      opened.onerror = () => reject(opened.error);
    });
    if (database.objectStoreNames.length === 0) {
      database.close();
      return [];
    }
    const all = database.transaction("records").objectStore("records").getAll();
    const records = await new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
    database.close();
    return records.map((text) => JSON.parse(text));
  });
}

/** The steps of the networks that are kept, the fewest first. */
async function kept(play) {
  return (await records(play)).map(({ summary }) => summary.step).sort((a, b) => a - b);
}

/** Waits until what is kept has reached these steps. */
async function keptAt(play, steps) {
  for (;;) {
    const now = await kept(play);
    if (steps.every((step, i) => now[i] >= step)) return now;
    await play.frames(6);
  }
}

async function reloaded(play) {
  await play.reload();
  await play.until("window.playground is there", () => window.playground !== undefined);
  await play.ready();
}

scenario("a page that is reloaded while it trains is offered again as it was: runs, curves, drawing, strip, view", CPU, async (play) => {
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.trainTo({ steps: 30 });
  await play.drawDigit(2);
  await play.button("Clear").click();
  await play.drawDigit(7);
  await play.show("Batch");
  const before = await play.runs();
  await keptAt(play, [30]);
  while ((await records(play)).every(({ pad }) => pad.now.strokes.length === 0 || pad.recent.length !== 1)) await play.frames(6);
  await play.script((p) => void p.train({ steps: 100_000 }).catch(() => {}));
  await play.reach(60);

  await reloaded(play);
  const offer = play.notice(/^Kept from (a moment|\d+ minutes?) ago: Synthetic digits, 784-16-10/);
  await offer.waitFor();
  // What was kept last may have come to rest after the page had read what there is to offer.
  const [, step] = (await offer.textContent()).match(/Go on from step (\d+)/).map(Number);
  assert.ok(step >= 30);
  await offer.getByRole("button", { name: "Start fresh" }).waitFor();
  assert.equal(await play.step(), 0, "nothing is put on the page unasked");
  await offer.getByRole("button", { name: `Go on from step ${step}` }).click();
  await play.until("two runs as they were", (wanted) => {
    const runs = window.playground.runs();
    return runs.length === 2 && runs.every(({ history }) => history.step.at(-1) <= wanted && history.step.length >= 30);
  }, step);
  await play.gone(offer);
  const after = await play.runs();
  after.forEach((run, i) => assert.deepEqual(run.history.loss.slice(0, 30), before[i].history.loss, `curve ${i}`));
  await play.page.getByRole("tab", { selected: true, name: "Batch" }).waitFor();
  await play.until("the strip", () => document.querySelectorAll(PART.stripItem).length === 1);
  await play.gone(play.page.getByText("The pad is empty"));
  // The curve goes on bit for bit.
  await play.trainTo({ steps: 10 });
  const curve = (await play.history()).loss;
  await play.page.goto("about:blank");
  await play.open(CPU);
  await play.trainTo({ steps: curve.length });
  assert.deepEqual((await play.history()).loss, curve);
});

scenario("work that is not wanted any more goes, and is offered no more", CPU, async (play) => {
  await play.trainTo({ steps: 10 });
  await keptAt(play, [10]);
  await reloaded(play);
  const offer = play.notice(/^Kept from /);
  await offer.getByRole("button", { name: "Start fresh" }).click();
  await play.gone(offer);
  while ((await kept(play)).length > 0) await play.frames(6);
  await reloaded(play);
  await play.trainTo({ steps: 5 });
  await keptAt(play, [5]);
  assert.equal(await offer.count(), 0);
});

scenario("two tabs keep their own, and each is offered its own again", CPU, async (play) => {
  await play.trainTo({ steps: 10 });
  await keptAt(play, [10]);
  const page = await play.page.context().newPage();
  const other = Object.assign(Object.create(Object.getPrototypeOf(play)), play, { page });
  await other.open(CPU);
  await other.trainTo({ steps: 25 });
  assert.deepEqual(await keptAt(other, [10, 25]), [10, 25]);
  assert.equal(await other.notice(/^Kept from /).count(), 0, "the first tab is open: nothing is offered of it");
  await reloaded(play);
  await play.button("Go on from step 10").waitFor();
  await reloaded(other);
  await other.button("Go on from step 25").click();
  await other.reach(25);
  await play.button("Go on from step 10").click();
  await play.reach(10);
});

scenario("a drawing alone is kept as well", CPU, async (play) => {
  await play.drawDigit(3);
  await keptAt(play, [0]);
  await reloaded(play);
  await play.button("Bring it back").click();
  await play.page.locator(PART.bar).first().waitFor();
  await play.button("Clear").click();
  await play.page.locator(PART.stripItem).waitFor();
});

scenario("a storage that is full is told, and the page goes on", CPU, async (play) => {
  await play.page.addInitScript(FULL);
  await play.page.goto("about:blank");
  await play.open(CPU);
  await play.trainTo({ steps: 10 });
  await play.notice(/^Your work is not kept for your next visit\. .*storage for this page is full/).waitFor();
  assert.equal((await play.trainTo({ steps: 5 })).step, 15);
});

scenario("what is kept and cannot be read is told, and stays", CPU, async (play) => {
  await play.trainTo({ steps: 10 });
  await keptAt(play, [10]);
  const spoil = (change) =>
    play.page.evaluate(async (change) => {
      const opened = indexedDB.open("gradient-playground-work");
      await new Promise((resolve) => (opened.onsuccess = resolve));
      const both = opened.result.transaction(["records", "vectors"], "readwrite");
      const keys = both.objectStore("records").getAllKeys();
      await new Promise((resolve) => (keys.onsuccess = resolve));
      const key = keys.result[0];
      if (change === "vectors") both.objectStore("vectors").put([new ArrayBuffer(12)], key);
      else both.objectStore("records").put(change, key);
      await new Promise((resolve) => (both.oncomplete = resolve));
      opened.result.close();
    }, change);
  await play.page.goto("about:blank");
  await play.open({ ...CPU, hash: "v=1&data=synthetic" });
  const offer = play.button("Go on from step 10");
  await offer.waitFor();
  await spoil("vectors");
  await offer.click();
  await play.notice(/bytes where \d+ were expected/).waitFor();
  assert.equal(await play.step(), 0);
  await spoil("{");
  await reloaded(play);
  await play.notice(/The work of an earlier visit cannot be opened: it is damaged/).getByRole("button", { name: "Start fresh" }).click();
  while ((await kept(play).catch(() => [0])).length > 0) await play.frames(6);
});

scenario("a second link makes the page what a fresh tab would be, and can be undone", CPU, async (play) => {
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.trainTo({ steps: 20 });
  const before = await play.runs();
  const hash = "v=1&data=synthetic&net=8-tanh&seed=9&split=400+100&every=1&at=5:lr=0.25&vs=lr=0.5&ui.tab=batch";
  await play.page.evaluate((hash) => (location.hash = hash), hash);
  const undo = play.notice(/^The page is what the link describes\. 2 runs can be brought back\./);
  await undo.waitFor();
  await play.ready();
  const runs = await play.runs();
  assert.deepEqual(runs.map(({ experiment }) => [experiment.model, experiment.seed]), [["8-tanh", 9], ["8-tanh", 9]]);
  assert.equal(runs[1].experiment.learningRate, 0.5);
  assert.equal(await play.page.getByRole("tab", { selected: true }).textContent(), "Batch");
  await play.until("the address is the link's", () => /net=8-tanh/.test(location.hash) && /at=5:lr=0\.25/.test(location.hash));
  // Back and forth loses nothing of what was trained.
  await play.page.goBack();
  await play.until("the address before", () => window.playground.runs()[0].experiment.model === "16-relu");
  await undo.waitFor();
  await play.page.goForward();
  await play.until("the link again", () => window.playground.runs()[0].experiment.model === "8-tanh");
  await undo.waitFor();
  await play.ready();
  await play.trainTo({ steps: 8 });
  assert.equal((await play.experiment()).learningRate, 0.25, "the change that the link had planned");
  await undo.getByRole("button", { name: "Undo" }).click();
  await play.until("the runs before", () => window.playground.runs()[0].experiment.model === "16-relu");
  const after = await play.runs();
  after.forEach((run, i) => assert.deepEqual(run.history, before[i].history));
  await play.trainTo({ steps: 5 });
  assert.equal((await play.history()).step.at(-1), 25, "they go on");
});

scenario("removed runs come back, and those that made room for a preset's", CPU, async (play) => {
  for (const loss of ["mse", "focal"]) await play.script((p, loss) => p.compare({ loss }), loss);
  await play.trainTo({ steps: 10 });
  const before = (await play.runs()).map(({ history }) => history.loss);
  await play.script((p) => p.remove(2));
  await play.script((p) => p.remove(1));
  await play.notice(/^A run is removed\. 2 runs can be brought back\./).getByRole("button", { name: "Undo" }).click();
  await play.until("three runs", () => window.playground.runs().length === 3);
  assert.deepEqual((await play.runs()).map(({ history }) => history.loss), before);
  await play.configure({ preset: "fashion-activations", dataset: "synthetic" });
  await play.notice(/^The runs beside the first have made room for others\. 2 runs can be brought back\./).waitFor();
});

scenario("a reset onto another data set can be undone", CPU, async (play) => {
  await play.trainTo({ steps: 20 });
  const { loss } = await play.history();
  await play.configure({ dataset: "motif", split: "400+100" });
  const undo = play.notice(/The run of 20 steps can be brought back/);
  await undo.waitFor();
  await play.trainTo({ steps: 3 });
  await undo.getByRole("button", { name: "Undo reset" }).click();
  await play.until("the run before", () => window.playground.history().step.at(-1) === 20 && window.playground.experiment().dataset === "synthetic");
  assert.deepEqual((await play.history()).loss, loss);
  await play.trainTo({ steps: 5 });
  assert.equal((await play.history()).step.at(-1), 25);
});

scenario("a reset onto new files of one's own can be undone: the old files train on", CPU, async (play) => {
  const choose = (count, seed) => {
    const { pixels, classes } = bars(count, seed);
    const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
    return play.fileInput.setInputFiles([file("train-images.idx", images(pixels)), file("train-labels.idx", labels(classes))]);
  };
  await choose(600, 1);
  await play.notice(/^Your files are read: 600 training images/).waitFor();
  await play.configure({ split: "400+100", reportEvery: 1, batchSize: 100 });
  assert.match(await play.refusal((p) => p.train({ steps: 1 })), /tests on the test file, and there is none/, "what will never be built is not waited for");
  await play.configure({ split: "80/10/10" });
  await play.trainTo({ steps: 10 });
  const before = (await play.history()).loss;
  await choose(700, 2);
  await play.notice(/^Your files are read: 700 training images/).waitFor();
  await play.button("Reset with the new files").click();
  const undo = play.notice(/The run of 10 steps can be brought back/);
  await undo.waitFor();
  await play.trainTo({ steps: 2 });
  await undo.getByRole("button", { name: "Undo reset" }).click();
  await play.until("the run before", () => window.playground.history().step.at(-1) === 10);
  await play.trainTo({ steps: 5 });
  const after = (await play.history()).loss;
  assert.deepEqual(after.slice(0, 10), before);
  assert.equal(after.length, 15);
});

// An epoch of 90 steps takes about a second, so that there is time between two checkpoints.
scenario("curves after the checkpoint stay in sight, in grey", { backend: "cpu", hash: "v=1&data=synthetic&net=256-relu.256-relu&batch=50&split=4500+100&every=2", ...PANIC }, async (play) => {
  await play.trainWithoutEnd();
  // What is reported from here on is not in the checkpoint, and the next one is a while off.
  await play.until("reports after a checkpoint", () => {
    const after = window.playground.history().step.at(-1) - (window.seen.events("Checkpoint").at(-1)?.detail.step ?? Infinity);
    return after > 4 && after < 40;
  });
  await play.crash();
  const again = play.page.getByRole("button", { name: /Start again from step/ });
  await again.click();
  await play.ready();
  await play.page.getByText("before the restart").first().waitFor();
});

scenario("a trainer that falls silent is told within seconds, and one click starts it again", CPU, async (play) => {
  await play.trainTo({ steps: 10 });
  // It ends without a word, as one that the system has taken the memory from.
  await play.page.evaluate(() => window.seen.workers.at(-1).terminate());
  await play.train.click();
  const notice = play.notice(/^The trainer has not said a word for \d+ seconds/);
  await notice.waitFor();
  const refused = await play.refusal((p) => p.evaluate("validation"));
  assert.match(refused, /has not said a word/);
  await notice.getByRole("button", { name: /^Start again from step \d+$/ }).click();
  await play.ready();
  await play.gone(notice);
  const from = await play.step();
  await play.trainTo({ steps: 5 });
  assert.ok((await play.step()) > from);
});

scenario("a pause that takes long says how long, and can be had at once", { backend: "cpu", hash: "v=1&data=synthetic&net=1024-relu.1024-relu.1024-relu.1024-relu&batch=4096&split=4500+100&every=1" }, async (play) => {
  // A step that waits for images pauses at once.
  await play.until("all images", () => window.seen.events("Data").some(({ detail }) => detail.file === "Train" && detail.available === detail.total));
  await play.train.click();
  await play.until("a step is under way", () => window.seen.events("Busy").length > 0);
  await play.page.getByRole("button", { name: "Pause", exact: true }).click();
  const notice = play.notice(/^It pauses after this step, which takes about \d+ seconds\. Stop now goes back to step 0\./);
  await notice.waitFor();
  await notice.getByRole("button", { name: "Stop now" }).click();
  await play.until("a second worker", () => window.seen.workers.length === 2);
  await play.ready();
  await play.train.waitFor();
});

scenario("a sweep goes on where a cell ends its trainer", { ...CPU, ...PANIC }, async (play) => {
  const begun = await play.page.evaluate(() => window.seen.workers.length);
  const swept = play.script((p) => p.sweep({ columns: { learningRate: [0.1, 0.01, 0.001] }, rows: { initScale: [0.5, 1] }, steps: 400 }));
  await play.until("a cell trains", (begun) => window.seen.workers.length > begun && window.seen.events("Running").length > 0, begun);
  await play.crash();
  const { cells } = await swept;
  assert.deepEqual(cells.map(({ outcome }) => outcome), Array(6).fill("trained"));
  assert.equal(await play.page.evaluate(() => window.seen.workers.length), begun + 2);
});

scenario("a run that has stopped is restarted from its chip, whichever is looked at", { ...CPU, ...PANIC }, async (play) => {
  await play.script((p) => p.compare({ loss: "mse" }));
  await play.trainTo({ steps: 10 });
  await play.script((p) => p.select(0));
  await play.crash();
  await play.page.getByRole("button", { name: /^Restart the run/ }).click();
  await play.until("both live", () => window.playground.runs().every(({ alive }) => alive));
  await play.trainTo({ steps: 5 });
});

scenario("a step that takes long is warned of before it is taken, with a smaller choice", { backend: "cpu", hash: "v=1&data=synthetic&net=2048-relu.2048-relu.2048-relu.2048-relu.2048-relu.2048-relu.2048-relu.2048-relu&batch=4096&split=4500+100&every=1" }, async (play) => {
  await play.train.click();
  const notice = play.notice(/^A step of this network at batch 4096 takes about 48 s and 1\.\d+ GB of memory\. A batch of 128 /);
  await notice.getByRole("button", { name: "Batch 128" }).click();
  await play.gone(notice);
  assert.equal((await play.experiment()).batchSize, 128);
});

scenario("a run that waits for a slower one gives signs of life, and is not called silent", { backend: "cpu", hash: "v=1&data=synthetic&net=8-relu&split=1000+100&every=100" }, async (play) => {
  await play.script((p) => p.compare({ model: "1024-relu.1024-relu.1024-relu" }));
  await play.script((p) => void p.train({ steps: 200 }));
  await play.until("the first waits", () => window.playground.runs()[0].history.step.at(-1) >= 100);
  const signs = await play.page.evaluate(() => window.seen.events("Alive").length);
  await play.until("signs of life", (before) => window.seen.events("Alive").length >= before + 7 || window.playground.runs()[1].history.step.at(-1) >= 200, signs);
  assert.equal(await play.notice(/has not said a word/).count(), 0);
  await play.until("both arrive", () => window.playground.runs().every(({ training }) => !training));
  assert.deepEqual((await play.runs()).map(({ history }) => history.step.at(-1)), [200, 200]);
});
