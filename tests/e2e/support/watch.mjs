// What must never happen, whatever a test does: an error in the console, a violation of the policy, a request
// to another origin. And what a test may want to know: layout shifts, the messages to and from the trainer.

import { NAMES } from "./selectors.mjs";
import { MESSAGES } from "./wire.mjs";

/** Runs in the page before its own scripts. */
export function instrument() {
  const seen = { violations: [], shifts: [], workers: [], messages: [] };
  // The messages of these names, in the order in which they went. A name that no message has is not waited for in vain.
  seen.events = (...names) => {
    const unknown = names.find((name) => !window.MESSAGES.includes(name));
    if (unknown) throw new Error(`The page and its trainer say nothing called “${unknown}”.`);
    return seen.messages.filter(({ name }) => names.includes(name));
  };
  window.seen = seen;
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
  });
  const shifts = new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      const nodes = shift.sources.map(({ node }) => (node?.className || node?.nodeName || "?").toString());
      if (!shift.hadRecentInput) seen.shifts.push({ value: shift.value, nodes });
    }
  });
  // Chromium alone tells of them.
  if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) shifts.observe({ type: "layout-shift", buffered: true });

  const kind = (json) => {
    const parsed = JSON.parse(json);
    const said = parsed.command ?? parsed;
    const named = (value) => (typeof value === "string" ? [value, {}] : Object.entries(value)[0]);
    const [name, detail] = named(said);
    const sequence = parsed.sequence ?? detail?.sequence;
    // A question is called by what it asks, an answer by what it answers.
    const { id, question, result, more } = detail ?? {};
    if (name === "Ask") {
      const [asks, about] = named(question);
      return { name: asks, detail: { id, ...about }, sequence };
    }
    if (name === "Answer" && result.Err) return { name: "Gone", detail: { id, why: result.Err }, sequence };
    if (name === "Answer") {
      const [answers, found] = named(result.Ok);
      return { name: answers, detail: { id, more, ...found }, sequence };
    }
    return { name, detail, sequence };
  };
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...all) {
      super(...all);
      seen.workers.push(this);
      this.addEventListener("message", ({ data }) => {
        if (data?.json) seen.messages.push({ from: "trainer", at: performance.now(), ...kind(data.json) });
      });
    }
    postMessage(message, ...rest) {
      if (message?.json) seen.messages.push({ from: "page", at: performance.now(), ...kind(message.json) });
      super.postMessage(message, ...rest);
    }
  };
}

/**
 * Watches a browser context. Gives what went wrong, and a promise that rejects as soon as an exception goes
 * uncaught that the test does not tolerate: after a panic the page is dead, and nothing is worth waiting for.
 */
export async function watch(context, origin) {
  const wrong = [];
  await context.addInitScript(NAMES);
  await context.addInitScript(MESSAGES);
  await context.addInitScript(instrument);
  context.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    const local = ["data:", "blob:"].includes(url.protocol);
    if (!local && url.origin !== origin) wrong.push(`request to another origin: ${request.url()}`);
  });
  const broken = (tolerated) =>
    new Promise((_, reject) => {
      context.on("weberror", (error) => {
        const text = `uncaught: ${error.error().message}`;
        wrong.push(text);
        if (!tolerated(text)) reject(new Error(`The page broke (${text}).`));
      });
    });
  return { wrong, broken };
}
