// What never answers, and time that passes quickly.
//
// Nothing waits for a limit in earnest. In the page Playwright's clock turns faster; in a worker, where it does
// not reach, a timer of the limit's length is due at once. Neither changes what the page or the trainer does when
// a limit has passed.

import { PATIENCE_MS } from "./environment.mjs";

/** The trainer's limits, in milliseconds, as `crates/trainer/src/patience.rs` has them. */
export const LIMITS = { adapter: 10_000, start: 30_000, test: 180_000, work: 180_000 };

/** The script that starts the trainer's worker. */
const WORKER = /\/trainer[^/]*_worker\.js$/;

/** Has each worker begin with `script(...values)`; for `serve`. */
export function inWorkers(script, ...values) {
  return { begin: { path: WORKER, text: called(script, values) } };
}

/** Has each worker begin with several scripts, `[script, ...values]`. */
export function allInWorkers(...scripts) {
  return { begin: { path: WORKER, text: scripts.map(([script, ...values]) => called(script, values)).join("") } };
}

const called = (script, values) => `(${script})(${values.map((value) => JSON.stringify(value)).join(", ")});\n`;

/**
 * Runs in a worker: the browser has a GPU whose adapter is asked for in vain until the page says `answer` on the
 * channel `gpu`: then it is a software renderer.
 */
export const silentAdapter = (due) => {
  const plain = setTimeout;
  self.setTimeout = (call, ms, ...rest) => plain(call, ms === due ? 0 : ms, ...rest);
  const adapter = {
    info: { vendor: "test", architecture: "swiftshader" },
    features: new Set(["timestamp-query"]),
    limits: { maxStorageBuffersPerShaderStage: 10 },
  };
  const requestAdapter = () => new Promise((resolve) => {
    new BroadcastChannel("gpu").onmessage = () => resolve(adapter);
  });
  Object.defineProperty(navigator, "gpu", { value: { requestAdapter } });
};

/**
 * Runs in a worker that has a real GPU: these methods of it, `[type, method]`, never answer; from the beginning, or
 * `later`, once the page says so on the channel `gpu`.
 */
export const silentMethods = (due, methods, later) => {
  let silent = !later;
  if (later) new BroadcastChannel("gpu").onmessage = () => (silent = true);
  const plain = setTimeout;
  self.setTimeout = (call, ms, ...rest) => plain(call, silent && ms === due ? 0 : ms, ...rest);
  for (const [type, method] of methods) {
    const answered = self[type].prototype[method];
    self[type].prototype[method] = function (...all) {
      return silent ? new Promise(() => {}) : answered.apply(this, all);
    };
  }
};

/** Runs in a worker that has a real GPU: these methods of it, `[type, method]`, answer once the page says so on the channel `gpu`. */
export const heldMethods = (methods) => {
  const released = new Promise((resolve) => {
    new BroadcastChannel("gpu").onmessage = resolve;
  });
  for (const [type, method] of methods) {
    const answered = self[type].prototype[method];
    self[type].prototype[method] = async function (...all) {
      await released;
      return answered.apply(this, all);
    };
  }
};

/** Runs in the page before its own scripts: a storage that never answers. */
export const silentStorage = () => {
  const plain = IDBFactory.prototype.open;
  const pending = () => {
    throw new DOMException("still pending", "InvalidStateError");
  };
  Object.defineProperty(IDBFactory.prototype, "open", {
    value(...all) {
      const request = plain.apply(this, all);
      for (const event of ["onsuccess", "onerror", "onblocked", "onupgradeneeded"]) {
        Object.defineProperty(request, event, { set() {} });
      }
      for (const answer of ["result", "error"]) Object.defineProperty(request, answer, { get: pending });
      return request;
    },
  });
};

/** Runs in the page before its own scripts: the timer of this length is due when the test says `due()`. */
export const oneTimer = (length) => {
  const plain = setTimeout;
  window.setTimeout = (call, ms, ...rest) => (ms === length ? void (window.due = call) : plain(call, ms, ...rest));
};

/**
 * Has the page's time pass quickly until `there`, a locator, is to be seen. The clock must be installed. How much of it
 * passes depends on how long the page takes to come up, in time of the world; it is that which ends the wait.
 */
export async function timePasses(play, there) {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await there.isVisible()) return;
    await play.page.clock.runFor(1000);
  }
  throw new Error("The page's time has passed in vain.");
}
