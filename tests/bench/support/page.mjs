// What runs in the page before its own scripts.

/** Keeps the page's workers in `window.workers`, so that what they say can be listened to. */
export function keepWorkers() {
  const Plain = window.Worker;
  window.workers = [];
  window.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      window.workers.push(this);
    }
  };
}
