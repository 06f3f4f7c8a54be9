// Browsers, with a GPU played by the processor or without WebGPU.

import { chromium } from "playwright-core";
import { CHROMIUM } from "./environment.mjs";

const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The tests run as root on build machines.
  "--no-sandbox",
];

const GPU = {
  software: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan,WebGPU"],
  none: ["--disable-features=WebGPU"],
};

/** A host name that is this machine but, unlike `localhost`, no secure context. */
export const PLAIN_HOST = "playground.test";

/** Starts Chromium; `gpu` is "software" or "none", `more` are further switches. */
export function launch(gpu, more = []) {
  return chromium.launch({
    executablePath: CHROMIUM,
    // No other name resolves, so a request to another origin could not succeed unseen.
    args: [
      ...QUIET,
      ...GPU[gpu],
      ...more,
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  });
}
