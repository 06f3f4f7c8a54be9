// Train, pause, step, reset: by button and by key. What they do shows at once and in the curves.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { inWorkers } from "./support/silence.mjs";
import { curve, ends } from "./support/pixels.mjs";

const scenario = scenarios();

scenario("buttons: train, pause, step, reset", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(40);
  await play.pause.click();
  const step = await play.rested();
  await play.button("Step").click();
  await play.reach(step + 1);
  assert.equal((await play.history()).step.at(-1), step + 1);

  await play.button("Reset").click();
  await play.until("the curves are gone", () => window.playground.history().step.length === 0);
  await play.button("Undo reset").click();
  await play.until("the curves are back", (s) => window.playground.history().step.at(-1) === s, step + 1);
  await play.button("Step").click();
  await play.reach(step + 2);
});

scenario("keys: space trains and pauses, s steps, r resets", { backend: "cpu" }, async (play) => {
  const { keyboard } = play.page;
  await play.configure({ stop: "never" });
  await keyboard.press("Space");
  await play.reach(40);
  await keyboard.press("Space");
  const step = await play.rested();
  await keyboard.press("s");
  await play.reach(step + 1);
  await keyboard.press("r");
  await play.until("the curves are gone", () => window.playground.history().step.length === 0);
});

scenario("reset and train in quick succession train the new network", { backend: "cpu" }, async (play) => {
  const { keyboard } = play.page;
  await play.configure({ stop: "never" });
  await keyboard.press("Space");
  await play.reach(200);
  await keyboard.press("r");
  await keyboard.press("Space");
  await play.until("new curves that grow", () => {
    const { messages } = window.seen;
    const reset = messages.findLastIndex(({ from, name }) => from === "page" && name === "Reset");
    const { step } = window.playground.history();
    // The old curves began at step 1 too: of the new ones every report came after the reset.
    const since = messages.slice(reset).filter(({ from, name }) => from === "trainer" && name === "Report").length;
    return reset >= 0 && step[0] === 1 && step.length > 2 && step.length <= since;
  });
  assert.equal(await play.pause.isVisible(), true);
});

scenario("Train shows its state within the click, before any work", { backend: "cpu" }, async (play) => {
  const label = await play.train.evaluate(async (button) => {
    button.click();
    await new Promise(requestAnimationFrame);
    return (button.getAttribute("aria-label") ?? button.innerText).trim();
  });
  assert.match(label, /Pause/);
  await play.reach(20);
});

scenario("curves stand the right way up, sharp at any pixel ratio", { backend: "cpu", context: { deviceScaleFactor: 2 } }, async (play) => {
  await play.trainTo({ steps: 300 });
  const loss = play.chart(/^Loss/);
  await loss.scrollIntoViewIfNeeded();
  await play.frames(3);
  const [before, after] = ends(await curve(loss, "--loss-ce"));
  assert.ok(after < before - 0.2, `the loss falls from ${before} to ${after} of the chart's height`);

  for (const canvas of await play.page.locator(PART.chartCanvas).all()) {
    const [bitmap, shown] = await canvas.evaluate((c) => [c.width, c.getBoundingClientRect().width]);
    assert.ok(Math.abs(bitmap - 2 * shown) <= 2, `a bitmap of ${bitmap} for ${shown} px`);
  }
});

scenario("charts rest when nothing changes", { backend: "cpu" }, async (play) => {
  await play.trainTo({ steps: 40 });
  const drawn = await play.page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (let i = 0; i < 10; i += 1) await frame();
    let strokes = 0;
    const { stroke } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.stroke = function (...all) {
      strokes += 1;
      return stroke.apply(this, all);
    };
    for (let i = 0; i < 20; i += 1) await frame();
    return strokes;
  });
  assert.equal(drawn, 0);
});

/** Runs in a worker: keeps what comes in and goes out in order, and tells it when the page asks on the channel `log`. */
const inOrder = () => {
  const log = [];
  self.addEventListener("message", ({ data }) => {
    if (data?.json) log.push({ kind: "command", sequence: JSON.parse(data.json).sequence });
  });
  const post = self.postMessage;
  self.postMessage = (message, ...rest) => {
    const { Report, Acknowledged } = JSON.parse(message.json);
    if (Report) log.push({ kind: "report" });
    if (Acknowledged) log.push({ kind: "ack", sequence: Acknowledged.sequence });
    post.call(self, message, ...rest);
  };
  const channel = new BroadcastChannel("log");
  channel.onmessage = () => channel.postMessage(log);
};

// Told by the worker: a page that is slow may have reports waiting when it sends a command.
scenario("every key press and click is acknowledged before the next report", { backend: "cpu", serve: inWorkers(inOrder) }, async (play) => {
  const { keyboard } = play.page;
  await play.configure({ reportEvery: 50 });
  await play.trainWithoutEnd();
  await play.reach(50);
  for (let i = 0; i < 5; i += 1) {
    await keyboard.press("f");
    await keyboard.press("Space");
    await keyboard.press("Space");
    await play.flip.click();
    await play.pause.click();
    await play.train.click();
  }
  await play.pause.click();
  await play.rested();
  const log = await play.page.evaluate(() => new Promise((resolve) => {
    const channel = new BroadcastChannel("log");
    channel.onmessage = ({ data }) => resolve(data);
    channel.postMessage("tell");
  }));
  const commands = log.filter(({ kind }) => kind === "command");
  assert.ok(commands.length >= 30, `${commands.length} commands`);
  assert.ok(log.some(({ kind }) => kind === "report"));
  for (const { sequence } of commands) {
    const received = log.findIndex((e) => e.kind === "command" && e.sequence === sequence);
    const acknowledged = log.findIndex((e) => e.kind === "ack" && e.sequence === sequence);
    assert.ok(acknowledged > received, `command ${sequence} is acknowledged`);
    const reports = log.slice(received, acknowledged).filter(({ kind }) => kind === "report").length;
    assert.equal(reports, 0, `${reports} reports came before the acknowledgement of ${sequence}`);
  }
  // Scripts are told the same, in the order in which the page knows it.
  const told = await play.script((p) => p.events());
  const asked = told.filter(({ kind }) => kind === "command");
  assert.ok(asked.length >= 30, `${asked.length} commands`);
  for (const { sequence } of asked) {
    const sent = told.findIndex((e) => e.kind === "command" && e.sequence === sequence);
    assert.ok(told.findIndex((e) => e.kind === "ack" && e.sequence === sequence) > sent, `command ${sequence}`);
  }
});

scenario("in a hidden tab training goes on, and the charts catch up", { backend: "cpu" }, async (play) => {
  await play.trainWithoutEnd();
  await play.reach(20);
  // What a hidden tab is to a page: no frames, and timers of once a second.
  await play.page.evaluate(() => {
    window.shown = { frame: window.requestAnimationFrame, timeout: window.setTimeout, waiting: [] };
    window.requestAnimationFrame = (callback) => window.shown.waiting.push(callback);
    window.setTimeout = (callback, ms, ...all) => window.shown.timeout.call(window, callback, Math.max(ms ?? 0, 1000), ...all);
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const before = await play.step();
  const hasMoved = (from) => window.playground.history().step.at(-1) > from + 400;
  // Polled by a timer of the test's own: frames do not come.
  await play.page.waitForFunction(hasMoved, before, { polling: 100 });
  await play.page.evaluate(() => {
    window.requestAnimationFrame = window.shown.frame;
    window.setTimeout = window.shown.timeout;
    delete document.visibilityState;
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
    for (const callback of window.shown.waiting) window.requestAnimationFrame(callback);
  });
  await play.until("the header has caught up", () => Number(document.querySelector(PART.stepCount).textContent) > 400);
});

scenario("while it trains the page changes at most twenty times a second, however many reports come", { backend: "cpu" }, async (play) => {
  await play.configure({ reportEvery: 1, batchSize: 8 });
  await play.trainWithoutEnd();
  await play.reach(50);
  const { changes, reports, seconds } = await play.page.evaluate(async () => {
    const count = document.getElementById("step-count");
    const [began, before] = [performance.now(), window.playground.history().step.length];
    let changes = 0;
    const observer = new MutationObserver(() => (changes += 1));
    observer.observe(count, { characterData: true, childList: true, subtree: true });
    await new Promise((resolve) => {
      const wait = () => (changes >= 20 ? resolve() : requestAnimationFrame(wait));
      wait();
    });
    observer.disconnect();
    const reports = window.playground.history().step.length - before;
    return { changes, reports, seconds: (performance.now() - began) / 1000 };
  });
  // One more for where the second begins.
  assert.ok(changes <= 20 * seconds + 1, `${changes} changes in ${seconds} s`);
  assert.ok(reports > changes, `${reports} reports came meanwhile`);
});
