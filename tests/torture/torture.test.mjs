// A campaign against the page: trainers that die in every state, storage that is full, blocked, old or foreign, everything at
// once, a release that changes while the page is open, and flips without end. `cargo xtask torture` runs it for as long as it
// is told and prints what was tried and what broke. Each row of its table is also a test: what breaks fails.

import assert from "node:assert/strict";
import { after } from "node:test";
import { appendFile } from "node:fs/promises";
import { PANIC } from "../e2e/support/fixtures.mjs";
import { scenarios } from "../e2e/support/scenario.mjs";
import { BLOCKED, FULL } from "../e2e/support/storage.mjs";

const scenario = scenarios();
const onGpu = scenarios({ gpu: "software" });

/** Minutes for each of the parts that go on until they are over. */
const MINUTES = Number(process.env.TORTURE_MINUTES ?? 0.5);
const HASH = "v=1&data=synthetic&net=16-relu&split=2000+500&every=5";
const CPU = { backend: "cpu", hash: HASH, timeout: MINUTES * 60_000 + 300_000 };
/** A pause of the page that a person takes for a crash, in milliseconds. */
const HANG_MS = 1000;

const rows = [];
/** What follows the table. */
const plots = [];
after(async () => {
  const table = ["| in the browser | tried | broke | notes |", "| --- | --- | --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`), ...plots];
  console.log(table.join("\n"));
  if (process.env.TORTURE_TABLE) await appendFile(process.env.TORTURE_TABLE, `${table.join("\n")}\n`);
});

/** Writes a row down whatever comes of `work`, which counts as it goes. */
async function row(what, work) {
  const count = { tried: 0, broke: 0, notes: "" };
  try {
    await work(count);
  } catch (error) {
    count.broke += 1;
    count.notes = error.message.split("\n")[0];
    throw error;
  } finally {
    rows.push([what, count.tried, count.broke, count.notes]);
  }
}

/** Ends the trainer of the run that was begun last, in one of the ways in which trainers end. */
function kill(play, way) {
  if (way === "panic") return play.crash();
  return play.page.evaluate((way) => {
    const worker = window.seen.workers.at(-1);
    if (way === "garbage") worker.postMessage({ json: '"nonsense"', bulk: [] });
    else worker.dispatchEvent(new ErrorEvent("error", { message: "ended by the system", cancelable: true }));
  }, way);
}

/** What the page is doing when its trainer ends; each leaves something under way. */
const STATES = {
  "at rest": () => {},
  training: (play) => play.script((p) => void p.train({ steps: 100_000 }).catch(() => {})),
  "just pausing": async (play) => {
    await play.script((p) => void p.train({ steps: 100_000 }).catch(() => {}));
    await play.script((p) => void p.pause().catch(() => {}));
  },
  evaluating: (play) => play.script((p) => void p.evaluate("test").catch(() => {})),
  resetting: (play) => play.script((p) => void p.reset().catch(() => {})),
  saving: (play) => play.script((p) => void p.save("torture").catch(() => {})),
  flipping: (play) => play.script((p) => void p.configure({ loss: p.experiment().loss === "mse" ? "ce" : "mse" }).catch(() => {})),
  examining: (play) => play.script((p) => void p.examine("validation").catch(() => {})),
  answering: (play) => play.script((p) => void p.predict(new Float32Array(784)).catch(() => {})),
  "changing the network": (play) => play.script((p) => void p.configure({ model: p.experiment().model === "16-relu" ? "8-tanh" : "16-relu" }).catch(() => {})),
};

scenario("trainers die in ten states in three ways, and the page goes on", { ...CPU, ...PANIC, tolerates: [/./] }, (play) =>
  row("trainer dies, in ten states and three ways", async (count) => {
    const until = Date.now() + MINUTES * 60_000;
    const states = Object.entries(STATES);
    const ways = ["panic", "garbage", "error"];
    for (let i = 0; i < 100 && (i < states.length || Date.now() < until); i += 1) {
      const [state, begin] = states[i % states.length];
      const what = `${ways[i % ways.length]} while ${state}`;
      await play.trainTo({ steps: 10 });
      const before = (await play.history()).step.length;
      await begin(play);
      await kill(play, ways[i % ways.length]);
      count.tried += 1;
      const again = play.page.getByRole("button", { name: /^Start again from step \d+$/ });
      await again.waitFor().catch((error) => { throw new Error(`${what}: ${error.message}`); });
      const text = await play.notice(/The curves are kept/).innerText();
      assert.ok(!/JsValue|backtrace|panicked at/.test(text), `${what}: ${text}`);
      if (!/resetting|changing/.test(state)) assert.ok((await play.history()).step.length >= before, `${what}: the curves`);
      await again.click();
      await play.ready();
      await play.gone(again);
    }
    assert.ok((await play.trainTo({ steps: 5 })).step > 0);
  }));

for (const [name, spoil] of Object.entries({
  full: FULL,
  blocked: BLOCKED,
  "of a newer version": async () => {
    for (const name of ["gradient-playground", "gradient-playground-work"]) {
      const opening = indexedDB.open(name, 99);
      await new Promise((resolve) => (opening.onsuccess = resolve));
      opening.result.close();
    }
  },
  "with foreign records": async () => {
    const opening = indexedDB.open("gradient-playground-work", 1);
    opening.onupgradeneeded = () => ["records", "vectors"].forEach((store) => opening.result.createObjectStore(store));
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const both = opening.result.transaction(["records", "vectors"], "readwrite");
    for (const [key, value] of [["a", "{}"], ["b", 7], ["c", "x".repeat(1000)], ["d", { version: 1 }]]) both.objectStore("records").put(value, key);
    await new Promise((resolve) => (both.oncomplete = resolve));
    opening.result.close();
  },
})) {
  scenario(`storage ${name}`, { ...CPU, tolerates: [/./] }, (play) =>
    row(`storage ${name}`, async (count) => {
      if (spoil === FULL || spoil === BLOCKED) await play.page.addInitScript(spoil);
      else await play.page.evaluate(`(${spoil})()`);
      await play.page.goto("about:blank");
      await play.open(CPU);
      count.tried += 1;
      assert.equal((await play.trainTo({ steps: 20 })).step, 20);
      await play.drawDigit(5);
      await play.configure({ loss: "mse" });
      assert.equal((await play.trainTo({ steps: 5 })).step, 25);
    }));
}

scenario("four runs, a sweep, saving and flips at once", { ...CPU, tolerates: [/./] }, (play) =>
  row("four runs, a sweep, saving and flips at once", async (count) => {
    for (const loss of ["mse", "focal", "mae"]) await play.script((p, loss) => p.compare({ loss }).catch(() => p.compare({ learningRate: 0.05 })), loss);
    await play.script((p) => void p.train({ steps: 100_000 }).catch(() => {}));
    await play.script((p) => void p.sweep({ columns: { learningRate: [0.1, 0.01, 0.001] }, rows: { batchSize: [32, 64] }, steps: 20 }).catch(() => {}));
    const until = Date.now() + MINUTES * 15_000;
    while (Date.now() < until || count.tried < 10) {
      await play.script((p) => p.configure({ loss: p.experiment().loss === "mse" ? "ce" : "mse" }));
      await play.script((p) => p.save("torture"));
      count.tried += 1;
    }
    await play.script((p) => p.pause());
    const steps = (await play.runs()).map(({ history }) => history.step.at(-1));
    assert.ok(Math.max(...steps) - Math.min(...steps) <= 5, `runs in lock-step: ${steps}`);
  }));

scenario("a release that is taken away while the page is open", { ...CPU, ...PANIC, tolerates: [/./] }, (play) =>
  row("release replaced while the page is open", async (count) => {
    await play.trainTo({ steps: 10 });
    await play.page.context().route(/trainer/, (route) => route.fulfill({ status: 404, body: "gone" }));
    await kill(play, "error");
    count.tried += 1;
    await play.page.getByRole("button", { name: /^Start again from step/ }).click();
    await play.notice(/its script did not arrive/).waitFor();
    await play.page.context().unroute(/trainer/);
    await play.page.getByRole("button", { name: /^Start again from step/ }).click();
    await play.ready();
    assert.ok((await play.trainTo({ steps: 5 })).step >= 5);
  }));

// The process that plays the GPU dies, as a driver does that crashes or a laptop that switches cards.
onGpu("a GPU that is lost at rest and in training", { backend: "webgpu", hash: "v=1&data=synthetic&net=16-relu&split=2000+500&every=1", timeout: MINUTES * 60_000 + 600_000, tolerates: [/./] }, (play) =>
  row("GPU lost, at rest and in training", async (count) => {
    const until = Date.now() + MINUTES * 60_000;
    while (count.tried < 2 || Date.now() < until) {
      await play.trainTo({ steps: 5 });
      const before = (await play.history()).loss.length;
      if (count.tried % 2 === 1) await STATES.training(play);
      await play.page.context().browser().newBrowserCDPSession().then((session) => session.send("Browser.crashGpuProcess"));
      count.tried += 1;
      // Chromium gives no page a GPU any more after its third crash; the CPU goes on then, and it is said.
      const again = play.page.getByRole("button", { name: /^(Start again from step \d+|Go on with the CPU)$/ }).first();
      await again.waitFor();
      assert.ok((await play.history()).loss.length >= before, "the curves are kept");
      await again.click();
      await play.ready();
      await play.gone(again);
      if ((await play.device()).device === "cpu") break;
    }
    count.notes = `goes on with ${(await play.device()).device === "cpu" ? "the CPU" : "WebGPU"}`;
    assert.ok((await play.trainTo({ steps: 5 })).step >= 5);
  }));

/** Runs in the page before its own scripts: `window.wasm` is the memory of its module. */
const REMEMBER_MEMORY = () => {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...all) => {
      const made = await plain.apply(WebAssembly, all);
      window.wasm = (made.instance ?? made).exports.memory ?? window.wasm;
      return made;
    };
  }
};

/** A chart of two rows of figures, as Markdown is drawn by the hosts of repositories. */
function plot(title, minutes, first, second) {
  const top = Math.ceil(Math.max(...first, ...second) * 1.1);
  const lines = [first, second].map((figures) => `  line [${figures.join(", ")}]`);
  return ["", "```mermaid", "xychart-beta", `  title "${title}"`, `  x-axis "minutes" 0 --> ${minutes}`, `  y-axis "MB" 0 --> ${top}`, ...lines, "```"];
}

scenario("flips without end", { ...CPU, closed: true }, (play) =>
  row("flips without end, drawing meanwhile", async (count) => {
    await play.page.addInitScript(REMEMBER_MEMORY);
    await play.open(CPU);
    await play.page.evaluate(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: "longtask" });
    });
    // What the page keeps: not what only waits to be collected, nor what is noted here of its messages.
    const protocol = await play.page.context().newCDPSession(play.page);
    const heap = async () => {
      await play.page.evaluate(() => (window.seen.messages.length = 0));
      await protocol.send("HeapProfiler.collectGarbage");
      const { usedSize } = await protocol.send("Runtime.getHeapUsage");
      const wasm = await play.page.evaluate(() => window.wasm.buffer.byteLength);
      return [usedSize, wasm].map((bytes) => Math.round(bytes / 1e5) / 10);
    };
    await play.script((p) => void p.train({ steps: 1_000_000 }).catch(() => {}));
    const memory = [await heap()];
    const begun = Date.now();
    const until = Date.now() + MINUTES * 60_000;
    while (Date.now() < until || count.tried < 20) {
      await play.script((p) => p.configure({ loss: p.experiment().loss === "mse" ? "ce" : "mse" }));
      count.tried += 1;
      if (count.tried % 10 === 0) {
        await play.drawDigit(count.tried % 9);
        await play.clear();
        memory.push(await heap());
      }
    }
    const minutes = ((Date.now() - begun) / 60_000).toFixed(1);
    // Long tasks are those of over 50 ms.
    const tasks = await play.page.evaluate(() => window.tasks);
    count.notes = `${tasks.length} tasks over 50 ms in ${minutes} minutes, the longest ${Math.max(0, ...tasks)} ms`;
    const every = Math.max(1, Math.floor(memory.length / 30));
    const some = memory.filter((_, i) => i % every === 0);
    plots.push(...plot("Memory of the page while losses are flipped: JavaScript's heap, then WebAssembly", minutes, some.map(([js]) => js), some.map(([, wasm]) => wasm)));
    assert.deepEqual(tasks.filter((duration) => duration > HANG_MS), [], `main thread held for more than ${HANG_MS} ms`);
  }));
