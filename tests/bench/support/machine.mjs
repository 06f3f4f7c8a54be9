// On what it was measured: figures mean little without.

import { cpus } from "node:os";
import { launch } from "../../e2e/support/browser.mjs";

/** `{browser, processor, date}`. */
export async function machine() {
  const browser = await launch("none");
  const version = browser.version();
  await browser.close();
  const [first] = cpus();
  const processor = `${first.model.trim()}, ${cpus().length} logical cores`;
  return { browser: `Chromium ${version}, headless`, processor, date: new Date().toISOString().slice(0, 10) };
}
