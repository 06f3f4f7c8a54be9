// What several test files begin with: devices, permissions, served files.

/** For `Playground.open`: what trains is the processor. */
export const CPU = { backend: "cpu" };

/** A context that is a phone. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A context that may use the clipboard. */
export const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

/** What the console says when a trainer ends by a panic that the scenario has asked for. */
export const PANIC = { tolerates: [/panicked|RuntimeError|unreachable|The trainer stopped/] };

/** The largest file of a set, as a server is asked for it. */
export const TRAINING_IMAGES = "/data/mnist/train-images-idx3-ubyte.gz";

/** The trainer's module. */
export const TRAINER_MODULE = /\/trainer[^/]*_bg\.wasm$/;
