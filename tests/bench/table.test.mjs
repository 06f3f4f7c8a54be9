import assert from "node:assert/strict";
import { test } from "node:test";
import { withRatios } from "./ratios.mjs";
import { ROWS } from "./rows.mjs";
import { markdown, withTables } from "./table.mjs";

const speeds = (...all) => ({ examplesPerSecond: all, median: all[0] });
const contest = {
  "cpu mlp-64": withRatios({ page: speeds(26000, 26000), bare: speeds(28000, 28000), jax: speeds(2000, 2000), tfjs: speeds(13000, 13000) }),
  "cpu lenet-64": withRatios({ page: speeds(3000), jax: speeds(60), tfjs: { sentence: "There is no such kernel." } }),
};
const browser = { browser: "Chromium 156", processor: "a processor", date: "2026-01-02", rounds: 2, images: "MNIST", contest };

function row(results, what) {
  return markdown(results).split("\n").find((line) => line.startsWith(`| ${what}`));
}

test("a ratio stands beside its aim, with the bare loop's", () => {
  assert.equal(row({ browser }, "CPU, MLP batch 64, against jax-js"), "| CPU, MLP batch 64, against jax-js wasm | ≥ 4× | 13.00×, bare loop 14.00× | yes |");
  assert.match(row({ browser }, "the page's loop"), /\| 0\.93× \| no \|$/);
});

test("scikit-learn is compared by medians", () => {
  const sklearn = { version: "scikit-learn 1", date: "2026-01-02", speed: { 64: { median: 52000 }, 1000: { median: 1 } }, accuracy: {} };
  assert.match(row({ browser, sklearn }, "CPU, MLP batch 64, against native"), /\| 0\.50× \| no \|$/);
});

test("what was not measured says so, and what cannot be done says why", () => {
  assert.match(row({}, "trainer wasm"), /\| not measured \| – \|$/);
  assert.match(row({ browser }, "LeNet-5, batch 64, cpu"), /\| 3,000 \| not measured \| 60 \| There is no such kernel \|/);
  const failed = { ...browser, memory: { sentence: "The page broke." } };
  assert.match(row({ browser: failed }, "memory growth over 20 resets"), /\| The page broke \| – \|$/);
});

test("an accuracy that was not reached names the setting", () => {
  const accuracy = { setting: { batchSize: 64 }, 0.95: 2.5, 0.97: null };
  const results = { browser: { ...browser, accuracy } };
  assert.match(row(results, "MNIST, 784-128-64-10, from click"), /\| not reached with batchSize 64 \| – \|$/);
  assert.match(row(results, "the same to 95 %"), /\| 2\.50 s \(batchSize 64\) \| yes \|$/);
});

test("accuracies beside scikit-learn are means of the same epochs and seeds, with their range", () => {
  const of = (...shares) => ({ epochs: 11, seeds: 3, shares });
  const native = { accuracy: { ReLU: of(0.87, 0.88, 0.89), linear: { sentence: "overflowed by epoch 9 from seed 2." } } };
  const sklearn = { version: "scikit-learn 1", date: "2026-01-02", speed: {}, accuracy: { ReLU: of(0.875, 0.875, 0.878), linear: of(0.8) } };
  assert.match(row({ native, sklearn }, "test accuracy"), /last three of 11 epochs, 3 seeds, Glorot's uniform start \| this trainer \| scikit-learn 1 \|$/);
  assert.equal(row({ native, sklearn }, "ReLU"), "| ReLU | 0.8800 (0.8700 to 0.8900) | 0.8760 (0.8750 to 0.8780) |");
  assert.match(row({ native, sklearn }, "linear"), /\| overflowed by epoch 9 from seed 2 \| 0\.8000/);
});

test("memory may only grow where it is not measured yet", () => {
  const at = (page) => ({ at: 100, page, pageWasm: 1e6, trainer: 2e6, trainerWasm: 4e7 });
  const grown = (to) => ({ browser: { ...browser, memory: { steps: [at(5e6), at(to)], resets: [at(5e6), at(5e6)] } } });
  assert.match(row(grown(5.01e6), "memory growth over 10,000"), /page 0\.0 \+ 0\.0 MB, worker 0\.0 \+ 0\.0 MB.*\| yes \|$/);
  assert.match(row(grown(7e6), "memory growth over 10,000"), /page 2\.0 \+ 0\.0 MB.*\| no \|$/);
});

test("every row of the table can be written from nothing, and with everything", () => {
  assert.equal(markdown({}).split("\n").filter((line) => line.startsWith("| ")).length, ROWS.length + 2);
  const times = { paint: 0.4, interactive: 0.9, firstStep: 1.5 };
  const more = {
    start: { cpu: { cold: times }, webgpu: { cold: times } },
    bytes: { page: { brotli: 340_000 }, "trainer wasm": { brotli: 1_350_000 } },
    longTasks: { seconds: 60, tasks: [51.6], longest: 51.6 },
    probes: { reports: 0.02, probes: 0.08 },
  };
  const results = { browser: { ...browser, ...more } };
  assert.match(row(results, "first paint"), /\| 0\.40 s \/ 0\.90 s \| yes \|$/);
  assert.match(row(results, "page without trainer"), /\| 340 KB \| yes \|$/);
  assert.match(row(results, "trainer wasm"), /\| 1\.35 MB \| no \|$/);
  assert.match(row(results, "main-thread tasks"), /\| 1 in 60 s, the longest 52 ms \| no \|$/);
  assert.match(row(results, "speed lost"), /\| 2\.0 % \/ 8\.0 % \| no \|$/);
  assert.match(markdown(results), /2026-01-02 with Chromium 156, on a processor/);
});

test("natively a GPU has a column where there is one, and scikit-learn no convolutions", () => {
  const speeds = (median) => ({ 64: { median }, 1000: { median }, "lenet-64": { median } });
  const sklearn = { version: "scikit-learn 1", speed: speeds(30) };
  const native = { speed: speeds(1000), gpu: { name: "A | GPU", speed: speeds(20) } };
  const of = (parts, start) => markdown({ sklearn, ...parts }).split("\n").find((line) => line.startsWith(start));
  assert.equal(of({ native }, "| MLP 784-128-64-10, batch 64"), "| MLP 784-128-64-10, batch 64 | 1,000 | 20 | 30 |");
  assert.equal(of({ native }, "| LeNet-5, batch 64"), "| LeNet-5, batch 64 | 1,000 | 20 | – |");
  const without = { native: { ...native, gpu: { sentence: "no adapter" } } };
  assert.match(of(without, "| LeNet-5, batch 64"), /\| 1,000 \| no adapter \| – \|$/);
});

test("calls of a step are counted for all, and a model says that it is one", () => {
  const of = (dispatches, submits, bytes) => ({ dispatches, submits, bytes });
  const counts = { page: of(11, 0.08, 382.4), jax: of(53, 53, 201_000), tfjs: of(128, 8.6, 201_000) };
  const fast = { page: speeds(9000), jax: speeds(3000), tfjs: { sentence: "It broke." }, ratios: { jax: 3 } };
  const results = { browser: { ...browser, calls: { "mlp-64": { counts, models: { "a GPU": fast } } } } };
  assert.match(row(results, "programs of a step"), /\| not measured \| – \|$/);
  assert.equal(row(results, "MLP 784-128-64-10, batch 64, jax-js"), "| MLP 784-128-64-10, batch 64, jax-js | 53 | 53 | 201,000 |");
  assert.equal(row(results, "MLP 784-128-64-10, batch 64, a GPU"), "| MLP 784-128-64-10, batch 64, a GPU | 9,000 | 3,000 | It broke | 3.00× |");
  assert.match(markdown(results), /by a model, not measured/);
  const alone = { "a GPU": { ...fast, jax: { sentence: "It broke." }, ratios: {} } };
  const broken = { browser: { ...browser, calls: { "mlp-64": { counts, models: alone } } } };
  assert.match(row(broken, "MLP 784-128-64-10, batch 64, a GPU"), /\| 9,000 \| It broke \| It broke \| – \|$/);
  const lenet = { counts: { ...counts, page: of(31, 0.1, 400) }, models: {} };
  const both = { browser: { ...browser, calls: { ...results.browser.calls, "lenet-64": lenet } } };
  assert.match(row(both, "programs of a step"), /\| ≤ 12 \/ ≤ 30 \| 11 \/ 31 \| no \|$/);
  assert.match(row(both, "how often its work"), /\| 0\.08 \/ 0\.10 \| yes \|$/);
  assert.match(row(both, "bytes uploaded"), /\| 382 bytes \/ 400 bytes \| yes \|$/);
});

test("what two runs reach together, and how long an evaluation takes", () => {
  const results = { browser: { ...browser, twoRuns: { ratio: 1.75 }, evaluation: { milliseconds: 41.2 } } };
  assert.match(row(results, "two runs"), /\| 1\.75× \| yes \|$/);
  assert.match(row(results, "evaluation of 10,000"), /\| 41 ms \| no \|$/);
});

test("only what stands between the marks is replaced", () => {
  const text = "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n";
  assert.equal(withTables(text, "new"), "before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter\n");
  assert.throws(() => withTables("before", "new"), /put both where the tables belong/);
});
