// What never answers: the page says so after a while, and what can go on goes on. What comes late does no harm.

import assert from "node:assert/strict";
import { TRAINER_MODULE, TRAINING_IMAGES } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { LIMITS, inWorkers, silentAdapter, silentMethods, oneTimer, silentStorage, timePasses } from "./support/silence.mjs";
import { barsAsMnist } from "./support/idx.mjs";

const scenario = scenarios();
const onSoftwareGpu = scenarios({ gpu: "software" });

const SETS = { mnist: barsAsMnist() };
const TINY = { model: "8-tanh", batchSize: 100, reportEvery: 1 };
const SCRIPT = /\/trainer[^/]*_worker\.js$/;

// The page itself

scenario("a page whose module stays away says what it waits for, and opens when it comes", { closed: true, serve: { hold: { path: /\/playground[^/]*_bg\.wasm$/, after: 1000 } } }, async (play) => {
  await play.page.addInitScript(oneTimer, 15_000);
  await play.page.goto(play.server.origin, { waitUntil: "commit" });
  await play.until("everything else", () => ["index.json", ".js"].every((end) => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(end) && !name.endsWith("opening.js"))));
  await play.page.evaluate(() => window.due());
  const word = play.page.getByText(/is still being opened/);
  assert.match(await word.textContent(), /it waits for its module to arrive\. It opens by itself/);
  play.server.release();
  await play.train.waitFor();
  assert.equal(await play.page.locator(PART.opening).count(), 0);
});

scenario("without the list of data sets the page begins with its own digits, and takes the list when it comes", { closed: true, serve: { sets: SETS, hold: { path: "/data/index.json" } } }, async (play) => {
  await play.page.clock.install();
  await play.page.goto(`${play.server.origin}/?backend=cpu`, { waitUntil: "commit" });
  const notice = play.notice(/list of data sets .*has not come within 10 seconds, so the page begins with its built-in digits/);
  await timePasses(play, notice);
  await play.ready();
  assert.equal((await play.experiment()).dataset, "synthetic");
  await play.trainTo({ steps: 3 });
  play.server.release();
  await play.notice(/The list of data sets has come\. MNIST can be chosen now/).waitFor();
  assert.equal(await notice.count(), 0);
  assert.equal((await play.experiment()).dataset, "synthetic", "the run stays on its own");
  await play.unfold();
  await play.setting("data").selectOption("mnist");
  await play.until("MNIST is chosen", () => window.playground.experiment().dataset === "mnist");
});

// The GPU

scenario("the CPU trains while the browser has not answered for its GPU", { ready: false, serve: inWorkers(silentAdapter, null) }, async (play) => {
  await play.configure(TINY);
  await play.train.click();
  await play.reach(20);
  const { device, provisional, reason } = await play.device();
  assert.deepEqual([device, provisional], ["cpu", true]);
  assert.match(reason, /is being asked for its GPU/);
});

for (const [backend, level] of [[undefined, "info"], ["webgpu", "warning"]]) {
  scenario(`an adapter that never answers is told after a while${backend ? " to who asked for it" : ""}, and can be asked again`, { backend, serve: inWorkers(silentAdapter, LIMITS.adapter) }, async (play) => {
    const notice = play.notice(/asked for its GPU and has not answered for 10 seconds, so training runs on the CPU/);
    await notice.waitFor();
    assert.ok((await notice.getAttribute("class")).includes(level));
    const { device, provisional, reason } = await play.device();
    assert.deepEqual([device, provisional], ["cpu", false]);
    assert.match(reason, /has not answered for 10 seconds/);
    await play.configure(TINY);
    await play.trainTo({ steps: 5 });
    await notice.getByRole("button", { name: "Ask again" }).click();
    await play.until("a second worker", () => window.seen.workers.length === 2);
    await notice.waitFor();
    await play.ready();
    assert.equal((await play.trainTo({ steps: 5 })).step, 10, "it goes on where it was");
  });
}

scenario("an adapter that answers late is taken", { serve: inWorkers(silentAdapter, LIMITS.adapter) }, async (play) => {
  const notice = play.notice(/has not answered for 10 seconds/);
  await notice.waitFor();
  await play.configure(TINY);
  await play.trainTo({ steps: 5 });
  const { loss } = await play.history();
  await play.page.evaluate(() => new BroadcastChannel("gpu").postMessage("answer"));
  await play.until("the adapter", () => window.playground.device().adapter?.software);
  assert.match((await play.device()).reason, /faster than a simulated GPU/);
  await play.gone(notice);
  assert.deepEqual((await play.history()).loss, loss);
});

for (const [what, type, method, due, phase] of [
  ["device", "GPUAdapter", "requestDevice", LIMITS.start, "starting the GPU"],
  ["read", "GPUBuffer", "mapAsync", LIMITS.test, "testing the GPU against the CPU"],
]) {
  onSoftwareGpu(`a GPU whose ${what} never comes is given up, and the CPU trains`, { backend: "webgpu", ready: false, serve: inWorkers(silentMethods, due, [[type, method]], false) }, async (play) => {
    await play.configure(TINY);
    await play.train.click();
    await play.reach(20);
    const notice = play.notice(`The GPU has not answered for ${due / 1000} seconds (${phase}), so training runs on the CPU.`);
    await notice.waitFor();
    await play.ready();
    const { device, warning, selfTest } = await play.device();
    assert.deepEqual([device, warning], ["cpu", true]);
    assert.match(selfTest, /^no answer/);
    await notice.getByRole("button", { name: "Ask again" }).waitFor();
  });
}

const READS = [["GPUBuffer", "mapAsync"], ["GPUQueue", "onSubmittedWorkDone"]];

onSoftwareGpu("a GPU that falls silent while it trains is given up, and a fresh trainer goes on", { backend: "webgpu", serve: inWorkers(silentMethods, LIMITS.work, READS, true) }, async (play) => {
  await play.configure({ ...TINY, stop: "never" });
  await play.train.click();
  await play.reach(3);
  assert.equal((await play.device()).device, "webgpu");
  await play.page.evaluate(() => new BroadcastChannel("gpu").postMessage("be silent"));
  const notice = play.notice(/The GPU has not answered for 180 seconds while it was working\. .* choose the CPU under Device first\. The curves are kept\./);
  await notice.waitFor();
  const { step } = await play.history();
  assert.ok(step.at(-1) >= 3, "its curve is there");
  await notice.getByRole("button", { name: /^Start again from step \d+$/ }).click();
  await play.ready();
  await play.train.click();
  await play.reach(3);
  await play.gone(notice);
});

// The trainer

scenario("a trainer that stands still on its way is told, and fetched again", { backend: "cpu", ready: false, closed: true, serve: { hold: { path: TRAINER_MODULE, after: 500_000, times: 1 } } }, async (play) => {
  await play.page.clock.install();
  await play.open({ backend: "cpu", ready: false });
  await play.train.click();
  await play.page.getByText(/^Waiting for the trainer: 0\.5 of \d+\.\d MB$/).waitFor();
  const notice = play.notice(/No more of the trainer has arrived for 30 seconds \(0\.5 of .* MB\)/);
  await timePasses(play, notice);
  await notice.getByRole("button", { name: "Fetch it again" }).click();
  await play.reach(20);
  await play.gone(notice);
});

scenario("a trainer that does not start is told, and is taken when it does", { closed: true, serve: { hold: { path: SCRIPT } } }, async (play) => {
  await play.page.clock.install();
  await play.open({ backend: "cpu", ready: false });
  await play.train.click();
  await play.page.getByText("Waiting for the trainer: starting").waitFor();
  const notice = play.notice(/has not started within 30 seconds/);
  await timePasses(play, notice);
  await notice.getByRole("button", { name: "Start another one" }).waitFor();
  play.server.release();
  await play.reach(20);
  await play.gone(notice);
  assert.equal(await play.page.evaluate(() => window.seen.workers.length), 1);
});

// The data

scenario("images that stop coming are told, and fetched again", { closed: true, serve: { sets: SETS, hold: { path: TRAINING_IMAGES, after: Math.floor(SETS.mnist["train-images-idx3-ubyte.gz"].length / 2), times: 1 } } }, async (play) => {
  await play.page.clock.install();
  await play.open({ backend: "cpu" });
  const notice = play.notice(/train-images-idx3-ubyte\.gz: nothing of it has come for 60 seconds\. .*Training goes on with the images that arrived/);
  await timePasses(play, notice);
  await notice.getByRole("button", { name: "Fetch again" }).click();
  await play.allData(60_000);
  await play.configure(TINY);
  await play.trainTo({ steps: 3 });
});

scenario("a set of which nothing comes is left for the built-in digits", { closed: true, serve: { sets: SETS, hold: { path: TRAINING_IMAGES } } }, async (play) => {
  await play.page.clock.install();
  await play.open({ backend: "cpu", ready: false });
  await timePasses(play, play.notice(/train-images-idx3-ubyte\.gz: nothing of it has come for 60 seconds/));
  await play.until("another set", () => window.playground.experiment().dataset === "synthetic");
  await play.configure(TINY);
  await play.trainTo({ steps: 3 });
});

// The storage

scenario("a storage that never answers is told", { backend: "cpu", closed: true }, async (play) => {
  await play.page.clock.install();
  await play.page.addInitScript(silentStorage);
  await play.open({ backend: "cpu" });
  await play.trainTo({ steps: 3 });
  await play.share.click();
  await play.page.locator(PART.shareHome).click();
  const said = play.page.locator(PART.homeSaid).filter({ hasText: /storage has not answered for 20 seconds.*saving to a file works/ });
  await timePasses(play, said);
});

scenario("a storage that another tab holds is told, and is there once it lets go", { backend: "cpu", closed: true, tolerates: [/favicon/] }, async (play) => {
  await play.page.clock.install();
  const other = await play.page.context().newPage();
  await other.goto(`${play.server.origin}/icon.svg`);
  await other.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open("gradient-playground", 1);
    request.onsuccess = () => resolve((window.held = request.result) && null);
  }));
  await play.open({ backend: "cpu" });
  await play.share.click();
  await play.page.locator(PART.shareHome).click();
  const said = play.page.locator(PART.homeSaid).filter({ hasText: /Another tab holds an older version of this page/ });
  await timePasses(play, said);
  // It opens now, too late for who asked, and with all its stores.
  await other.evaluate(() => window.held.close());
  await other.close();
  assert.match(await play.script((p) => p.save("a")), /Saved as “a”/);
  await play.page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("gradient-playground");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const names = [...request.result.objectStoreNames];
      request.result.close();
      resolve(names);
    };
  })).then((names) => assert.deepEqual(names, ["checkpoint-heads", "checkpoints", "drawings"]));
});
