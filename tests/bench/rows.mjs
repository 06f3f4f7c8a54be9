// What is to be reached, a row each: where its figure is in the results, how it is written, and when it is good enough.

/** Where `path` leads: a figure, or `{sentence}` where something on the way could not be measured. */
export function find(results, ...path) {
  let here = results;
  for (const key of path) {
    if (here?.sentence) return here;
    here = here?.[key];
  }
  return here ?? { sentence: "not measured" };
}

const isMeasured = (figure) => figure?.sentence === undefined;
const MEGABYTE = 1e6;

/** So many times as fast as somebody, in the browser; the bare loop stands beside it. */
function faster(what, aim, key, other) {
  const read = (results) => find(results, "browser", "contest", key, "ratios", "page", other);
  const beside = (results) => find(results, "browser", "contest", key, "ratios", "bare", other);
  return {
    what,
    aim: `≥ ${aim}×`,
    measure: (results) => {
      // Why somebody has no speed says more than that there is no ratio.
      const rival = find(results, "browser", "contest", key, other);
      const ratio = read(results);
      if (!isMeasured(ratio)) return isMeasured(rival) ? find(results, "browser", "contest", key, "page") : rival;
      const bare = beside(results);
      const also = other !== "bare" && isMeasured(bare) ? `, bare loop ${times(bare)}` : "";
      return { text: times(ratio) + also, met: ratio >= aim };
    },
  };
}

const times = (ratio) => `${ratio.toFixed(2)}×`;

/** The page in the browser against native scikit-learn: of two medians, as the two never run at once. */
function againstNative(what, aim, key, batch) {
  return {
    what,
    aim: `≥ ${aim}×`,
    measure: (results) => {
      const ours = find(results, "browser", "contest", key, "page", "median");
      const theirs = find(results, "sklearn", "speed", batch, "median");
      const missing = [ours, theirs].find((figure) => !isMeasured(figure));
      if (missing) return missing;
      return { text: times(ours / theirs), met: ours / theirs >= aim };
    },
  };
}

/** Several figures that must each stay below a limit of their own, written with one unit. */
function below(what, aim, limits, paths, write) {
  return {
    what,
    aim,
    measure: (results) => {
      const figures = paths.map((path) => find(results, "browser", ...path));
      const missing = figures.find((figure) => !isMeasured(figure));
      if (missing) return missing;
      return { text: figures.map(write).join(" / "), met: figures.every((figure, i) => figure <= limits[i]) };
    },
  };
}

const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
const size = (value) => (value < MEGABYTE ? `${Math.round(value / 1000)} KB` : `${(value / MEGABYTE).toFixed(2)} MB`);
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Time to an accuracy of "0.95" or "0.97", with the setting that it takes. */
function accuracy(what, goal, most) {
  return {
    what,
    aim: `≤ ${most} s`,
    measure: (results) => {
      const measured = find(results, "browser", "accuracy");
      if (!isMeasured(measured)) return measured;
      const setting = Object.entries(measured.setting).map(([name, value]) => `${name} ${value}`).join(", ");
      const time = measured[goal];
      if (time === null) return { sentence: `not reached with ${setting}` };
      return { text: `${seconds(time)} (${setting})`, met: time <= most };
    },
  };
}

const longTasks = {
  what: "main-thread tasks over 50 ms while training and drawing",
  aim: "0 in 60 s",
  measure: (results) => {
    const measured = find(results, "browser", "longTasks");
    if (!isMeasured(measured)) return measured;
    const { tasks, seconds, longest } = measured;
    const worst = tasks.length > 0 ? `, the longest ${Math.round(longest)} ms` : "";
    return { text: `${tasks.length} in ${seconds} s${worst}`, met: tasks.length === 0 };
  },
};

const frames = {
  what: "main-thread work (processor time) in each 1/60 s, idle ones counted, of the first screen while both runs train, in the median / at the 95th percentile",
  aim: "≤ 6 ms / ≤ 12 ms",
  measure: (results) => {
    const measured = find(results, "browser", "frames");
    if (!isMeasured(measured)) return measured;
    const { median, high, drawn, seconds } = measured;
    const written = [median, high].map((ms) => `${ms.toFixed(1)} ms`).join(" / ");
    return { text: `${written} (${drawn} drawn in ${seconds} s)`, met: median <= 6 && high <= 12 };
  },
};

/** Growth of heaps and WebAssembly memories after the first measurement. */
function growth(what, over) {
  return {
    what,
    aim: "none",
    measure: (results) => {
      const all = find(results, "browser", "memory", over);
      if (!isMeasured(all)) return all;
      const grown = (place) => (all.at(-1)[place] - all[0][place]) / MEGABYTE;
      const written = (places) => places.map((place) => `${grown(place).toFixed(1)}`).join(" + ");
      const [ofPage, ofWorker] = [written(["page", "pageWasm"]), written(["trainer", "trainerWasm"])];
      const text = `page ${ofPage} MB, worker ${ofWorker} MB (heap + wasm), from ${all[0].at} to ${all.at(-1).at}`;
      const places = ["page", "pageWasm", "trainer", "trainerWasm"];
      return { text, met: places.every((place) => grown(place) < 0.05) };
    },
  };
}

const cold = (backend, what) => ["start", backend, "cold", what];

const count = (value) => (value < 10 ? value.toFixed(2) : String(Math.round(value)));
const bytes = (value) => (value < 10_000 ? `${Math.round(value)} bytes` : `${Math.round(value / 1000)} KB`);

/** What the page asks of a GPU in a step of the multilayer perceptron and of LeNet-5. */
const asked = (what) => ["mlp-64", "lenet-64"].map((work) => ["calls", work, "counts", "page", what]);

/** The bare loop of a work on the CPU against the pace of a bare matrix product. */
function ofRoofline(what, aim, key) {
  return {
    what,
    aim: `≥ ${aim}×`,
    measure: (results) => {
      const roofline = find(results, "browser", "contest", key, "ratios", "bare", "roofline");
      return isMeasured(roofline) ? { text: times(roofline), met: roofline >= aim } : roofline;
    },
  };
}

const together = {
  what: "two runs side by side, examples per second in sum, against one run",
  aim: "≥ 1.7×",
  measure: (results) => {
    const measured = find(results, "browser", "twoRuns", "ratio");
    return isMeasured(measured) ? { text: times(measured), met: measured >= 1.7 } : measured;
  },
};

/** In the order of the table. */
export const ROWS = [
  below("programs of a step on a GPU, MLP / LeNet-5, batch 64, no report", "≤ 12 / ≤ 30", [12, 30], asked("dispatches"), count),
  below("how often its work is handed over in a step", "≤ 0.25", [0.25, 0.25], asked("submits"), count),
  below("bytes uploaded in a step", "≤ 1 KB / ≤ 2 KB", [1024, 2048], asked("bytes"), bytes),
  faster("CPU, MLP batch 64, against jax-js wasm", 4, "cpu mlp-64", "jax"),
  faster("CPU, MLP batch 1000, against jax-js wasm", 3, "cpu mlp-1000", "jax"),
  ofRoofline("CPU, LeNet-5, bare loop against the pace of a bare matrix product", 1.2, "cpu lenet-64"),
  againstNative("CPU, MLP batch 64, against native scikit-learn", 0.8, "cpu mlp-64", "64"),
  faster("the page's loop against the trainer's bare loop, MLP batch 64", 0.95, "cpu mlp-64", "bare"),
  faster("software WebGPU, MLP batch 64, against jax-js WebGPU", 3, "webgpu mlp-64", "jax"),
  faster("software WebGPU, MLP batch 1000, against jax-js WebGPU", 1.5, "webgpu mlp-1000", "jax"),
  faster("software WebGPU, LeNet-5, against jax-js WebGPU", 3, "webgpu lenet-64", "jax"),
  below("evaluation of 10,000 images, MLP, CPU", "≤ 40 ms", [40], [["evaluation", "milliseconds"]], (ms) => `${ms.toFixed(0)} ms`),
  together,
  accuracy("MNIST, 784-128-64-10, from click to 97 % test accuracy, CPU", "0.97", 8),
  accuracy("the same to 95 %", "0.95", 3),
  below("first paint / usable controls", "≤ 0.5 s / ≤ 1 s", [0.5, 1], [cold("cpu", "paint"), cold("cpu", "interactive")], seconds),
  below(
    "first training step after load, CPU / software WebGPU",
    "≤ 0.5 s / ≤ 6 s",
    [0.5, 6],
    [cold("cpu", "firstStep"), cold("webgpu", "firstStep")],
    seconds,
  ),
  below("page without trainer, brotli", "≤ 550 KB", [550_000], [["bytes", "page", "brotli"]], size),
  below("trainer wasm, brotli", "≤ 1.2 MB", [1.2e6], [["bytes", "trainer wasm", "brotli"]], size),
  frames,
  longTasks,
  below(
    "speed lost to reports / to reports and probes at the default rate",
    "≤ 5 %",
    [0.05, 0.05],
    [["probes", "reports"], ["probes", "probes"]],
    percent,
  ),
  growth("memory growth over 10,000 steps, after the first hundred", "steps"),
  growth("memory growth over 20 resets, after the first", "resets"),
];
