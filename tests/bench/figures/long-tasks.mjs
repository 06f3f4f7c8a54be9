// Tasks of over 50 ms on the page's own thread while it trains on the CPU and somebody draws: each of them is a line
// that stutters.

import { launch } from "../../e2e/support/browser.mjs";
import { Playground } from "../../e2e/support/playground.mjs";
import { serve } from "../../e2e/support/server.mjs";

/** `{seconds, drawn, tasks: [milliseconds], longest}`. */
export async function longTasks({ options: { seconds } }) {
  const server = await serve();
  const browser = await launch("none");
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const play = await new Playground(page, server).open({ backend: "cpu" });
    await play.configure({ stop: "never" });
    await play.train.click();
    // Training that has begun, with what begins it behind it.
    await play.reach(100);
    await page.evaluate(watchTasks);
    const end = performance.now() + 1000 * seconds;
    let drawn = 0;
    while (performance.now() < end) {
      await play.drawDigit(drawn % 10);
      await play.clear();
      drawn += 1;
    }
    const tasks = await page.evaluate(() => window.longTasks);
    return { seconds, drawn, tasks, longest: Math.max(0, ...tasks) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page. The browser itself calls a task long from 50 ms on. */
function watchTasks() {
  window.longTasks = [];
  const note = (list) => list.getEntries().forEach(({ duration }) => window.longTasks.push(duration));
  new PerformanceObserver(note).observe({ type: "longtask" });
}
