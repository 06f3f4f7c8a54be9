// Three engines behind one small driver, so that one list of scenarios runs in all of them:
//
//     cd tests && ENGINE=firefox DIST=../dist node --test --test-concurrency=1 --test-reporter=spec portable/*.test.mjs
//
// `ENGINE` is chromium, firefox or webkit; `BACKEND` is cpu unless it says webgpu; CHROMIUM, FIREFOX and WEBKIT_DRIVER
// name the programs where they are not on the PATH. Chromium and Firefox are driven by puppeteer (`puppet.mjs`, WebDriver
// BiDi for Firefox), WebKitGTK by its own WebKitWebDriver over HTTP, on an Xvfb of its own where there is no display
// (`webkit.mjs`). A driver gives a browser, `{name, plain, page(size), close()}`, and pages, which know only what all
// protocols know: `goto`, `reload`, `run` (an expression, whose promise gives text), `pointer`, `keys`, `upload`,
// `resize`, `screenshot`, `complaints` and `close`. Everything else is built of these once, in `hands.mjs` and `play.mjs`.
// What one protocol cannot do, such as handing over a download, is done by script in the page, for all alike (`watch.mjs`).

import { ENGINE } from "../../e2e/support/environment.mjs";

const DRIVERS = {
  chromium: async (options) => (await import("./puppet.mjs")).chromium(options),
  firefox: async (options) => (await import("./puppet.mjs")).firefox(options),
  webkit: async (options) => (await import("./webkit.mjs")).webkit(options),
};

export { ENGINE };

/** What it trains on, as the page's address has it. */
export const BACKEND = process.env.BACKEND ?? "cpu";

/**
 * Starts the engine. `dark` and `still` are what the person has chosen in the system: dark colours, no motion.
 * `gpu` asks for WebGPU, played by the processor.
 */
export function launch({ dark = false, still = false, gpu = BACKEND === "webgpu" } = {}) {
  const driver = DRIVERS[ENGINE];
  if (!driver) throw new Error(`There is no engine “${ENGINE}”: set ENGINE to ${Object.keys(DRIVERS).join(", ")}.`);
  return driver({ dark, still, gpu });
}
