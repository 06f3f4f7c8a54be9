// What a page or a worker asks of its GPU, counted.
//
// What a step costs on a real GPU is in the calls more than in the arithmetic: each dispatch takes 24 to 71 µs
// (arXiv 2604.02344). They are the same on every machine.

import { PATIENCE_MS } from "./environment.mjs";

/** The channel on which it is spoken of; the argument of `countCalls`. */
export const CHANNEL = "gpu-calls";

/**
 * Runs where a GPU is used, before anything else does: counts dispatches, submits, bytes written and buffers read. On the
 * channel it says what it has counted; plays a GPU on which a dispatch takes `dispatchUs` and a read `readMs` by a clock that
 * nothing else moves, so that what goes by time is the same on every machine (nothing is computed there); plays one that takes
 * the same times by the real clock, `wait`; and holds back reads of fewer bytes than `holdBelow` until told to release them.
 * With a model from the beginning everything is computed, and a look at the clock for which no dispatch is to blame takes
 * `cpuMs`, as if the processor had worked.
 */
export const countCalls = (channel, begins) => {
  const counts = { dispatches: 0, submits: 0, bytes: 0, reads: 0, whileReading: 0 };
  let reading = 0;
  let model;
  // Looks at the clock since the last dispatch. Between two steps on a GPU there are a few.
  let looks = 0;
  // In milliseconds. It never stands still, or what lasts until a time would last for ever.
  let time = performance.now();
  const real = performance.now.bind(performance);
  // By the real clock, which is too coarse for one dispatch: several are waited for together.
  let waits;
  let owed = 0;
  const busy = (us) => {
    owed += us / 1000;
    if (owed < 2) return;
    const begun = real();
    while (real() - begun < owed);
    owed -= real() - begun;
  };
  let held;
  let holdBelow;
  let release;
  const instead = (type, method, run) => {
    const plain = self[type]?.prototype[method];
    if (!plain) return;
    self[type].prototype[method] = function (...all) {
      return run((...changed) => plain.apply(this, changed), all, this);
    };
  };
  for (const method of ["dispatchWorkgroups", "dispatchWorkgroupsIndirect"]) {
    instead("GPUComputePassEncoder", method, (plain, all) => {
      counts.dispatches += 1;
      if (reading > 0) counts.whileReading += 1;
      looks = 0;
      if (waits) return busy(waits.dispatchUs);
      if (model) time += model.dispatchUs / 1000;
      if (!model || model.cpuMs) return plain(...all);
    });
  }
  instead("GPUQueue", "submit", (plain, all) => {
    counts.submits += 1;
    return plain(...all);
  });
  instead("GPUQueue", "writeBuffer", (plain, all) => {
    const [, , data, begin = 0, size] = all;
    const unit = ArrayBuffer.isView(data) && data.BYTES_PER_ELEMENT ? data.BYTES_PER_ELEMENT : 1;
    counts.bytes += size === undefined ? data.byteLength - begin * unit : size * unit;
    return plain(...all);
  });
  instead("GPUBuffer", "mapAsync", async (plain, all, buffer) => {
    counts.reads += 1;
    reading += 1;
    try {
      if (held && buffer.size < holdBelow) await held;
      if (model) time += model.readMs;
      const read = await plain(...all);
      if (waits) await new Promise((resolve) => setTimeout(resolve, waits.readMs));
      return read;
    } finally {
      reading -= 1;
    }
  });
  const play = (played) => {
    model = played;
    performance.now = () => (time += model.cpuMs && ++looks > 4 ? model.cpuMs : 0.001);
  };
  if (begins) play(begins);
  const speaker = new BroadcastChannel(channel);
  speaker.onmessage = ({ data }) => {
    if (data.play) play(data.play);
    if (data.wait) {
      waits = data.wait;
      model = undefined;
      performance.now = real;
    }
    if (data.holdBelow) {
      ({ holdBelow } = data);
      held = new Promise((resolve) => (release = resolve));
    }
    if (data.release) {
      release?.();
      held = undefined;
    }
    if (data.say) speaker.postMessage({ counts: { ...counts } });
  };
};

/** Tells whoever counts on this page's side. */
export function tell(page, what) {
  return page.evaluate(([channel, message]) => new BroadcastChannel(channel).postMessage(message), [CHANNEL, what]);
}

/** What has been counted so far in the one worker that counts. */
export function counted(page) {
  return page.evaluate((channel) => new Promise((resolve) => {
    const listener = new BroadcastChannel(channel);
    listener.onmessage = ({ data }) => data.counts && resolve(data.counts);
    listener.postMessage({ say: true });
  }), CHANNEL);
}

/** What is counted of a run for each step of it: the slope from a short run to a long one, which leaves out what each run does once. */
export async function perStep(page, [short, long], train) {
  const runs = [];
  for (const steps of [short, long]) {
    const before = await counted(page);
    await train(steps);
    const after = await counted(page);
    runs.push((key) => after[key] - before[key]);
  }
  const slope = (key) => (runs[1](key) - runs[0](key)) / (long - short);
  return Object.fromEntries(["dispatches", "submits", "bytes", "reads"].map((key) => [key, slope(key)]));
}

/** Waits until what is counted on the page is `enough`. */
export async function countedUntil(page, enough) {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (enough(await counted(page))) return;
  }
  throw new Error(`Counted in vain: ${JSON.stringify(await counted(page))}`);
}

/** Runs where a GPU is used: nothing says any more that the processor plays it. */
export const unnamed = () => {
  for (const name of ["vendor", "architecture", "device", "description"]) Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => "" });
  for (const type of ["GPUAdapterInfo", "GPUAdapter"]) Object.defineProperty(self[type].prototype, "isFallbackAdapter", { get: () => false });
};
