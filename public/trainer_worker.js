// Starts the trainer in a Web Worker.
//
// The page compiles the trainer's WebAssembly once, starts this script, and posts `{ module }` first: a fresh
// worker after a failure then needs no second compilation. Messages that follow before the trainer listens
// are kept and delivered in order. A failure to start becomes the worker's `error` event.
"use strict";

{
  // `trainer-<hash>_worker.js` belongs to `trainer-<hash>.js`.
  importScripts(self.location.pathname.replace(/_worker\.js$/, ".js"));

  const early = [];

  const start = async (module) => {
    const { __wasm_call_ctors } = await wasm_bindgen({ module_or_path: module });
    // Once, here: see crates/trainer/build.rs.
    __wasm_call_ctors();
    self.removeEventListener("message", receive);
    for (const event of early) {
      self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: event.ports }));
    }
  };

  const receive = (event) => {
    if (event.data?.module instanceof WebAssembly.Module) {
      // A rejected promise would stay in the worker; an exception in a task of its own reaches the page.
      start(event.data.module).catch((error) => setTimeout(() => { throw error; }));
    } else {
      early.push(event);
    }
  };

  self.addEventListener("message", receive);
}
