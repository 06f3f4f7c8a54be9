// A scenario is a test with a page of its own, and with what must hold in every one of them: no error in the
// console, no violation of the policy, no request to another origin.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { onceMore } from "./attempts.mjs";
import { launch, slowDown } from "./browser.mjs";
import { LATE_MS, PATIENCE_MS, SLOWDOWN } from "./environment.mjs";
import { keepPicture } from "./pictures.mjs";
import { Playground } from "./playground.mjs";
import { serve } from "./server.mjs";
import { watch } from "./watch.mjs";

/** Begins what the page itself has complained of. */
const REPORTED = "The page reported:";

/**
 * Declares the browser of a test file and gives the function that declares its scenarios.
 *
 *     const scenario = scenarios({ gpu: "none" });
 *     scenario("what holds", { backend: "cpu" }, async (play) => { ... });
 *
 * Options of a scenario: those of `serve` as `host`, those of Playwright's contexts as `context`, those of
 * `Playground.open`; `closed`: the scenario opens the page itself; `skip` with a reason; `tolerates`: patterns of console
 * errors that belong to it; `long`: it takes a minute for what a shorter one says nearly as well, and is left to LONG=1
 * (`cargo xtask test --long`).
 */
export function scenarios({ gpu = "none" } = {}) {
  let browser;
  before(async () => {
    browser = await launch(gpu);
  });
  after(() => browser?.close());

  const scenario = (name, options, body) => {
    const skip = options.long && !process.env.LONG ? "left to `cargo xtask test --long`" : options.skip;
    test(name, { skip, timeout: allowed(options) }, (t) => onceMore(t, tooLate, () => perform(browser, name, options, body, t)));
  };

  /**
   * What several scenarios are held against, so that none of them needs another to have run before it. Gives the
   * function that gives it: `work(play)` is done once, on the page of the scenario that first asks where that one is
   * passed, or else on a page of its own.
   */
  scenario.reference = (options, work) => {
    let kept;
    return (play) => {
      kept ??= (play ? work(play) : perform(browser, "reference", options, work)).catch((error) => {
        kept = undefined;
        throw error;
      });
      return kept;
    };
  };
  return scenario;
}

/** How long a scenario may take, its second attempt included. */
function allowed({ timeout }) {
  const moves = 500;
  return (timeout ? timeout * SLOWDOWN : 5 * PATIENCE_MS) + moves * LATE_MS;
}

/**
 * What comes too late is tried once more on a fresh page: two busy cores that also play the GPU stall a browser
 * now and then.
 */
function tooLate({ message }) {
  const late = /^Waited in vain|Timeout \d+ms exceeded/.test(message);
  return late && !message.includes(REPORTED) ? "too late" : undefined;
}

async function perform(browser, name, options, body, t) {
  const server = await serve(options.serve);
  const origin = `http://${options.host ?? "127.0.0.1"}:${server.port}`;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options.context });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const { wrong, broken } = await watch(context, origin);
    const page = await context.newPage();
    await slowDown(page);
    const play = new Playground(page, server);
    try {
      const tolerated = (text) => (options.tolerates ?? []).some((pattern) => pattern.test(text));
      const opened = options.closed ? Promise.resolve() : play.open(options);
      const result = await Promise.race([opened.then(() => body(play, t)), broken(tolerated)]);
      const violations = await page.evaluate(() => window.seen.violations);
      assert.deepEqual([...wrong.filter((text) => !tolerated(text)), ...violations], [], "the page keeps out of trouble");
      return result;
    } catch (error) {
      await keepPicture(page, name, { timeout: 5_000 });
      if (wrong.length > 0) error.message += `\n${REPORTED} ${wrong.join("\n")}`;
      throw error;
    }
  } finally {
    await context.close();
    await server.close();
  }
}
