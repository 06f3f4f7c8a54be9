// What the page itself is asked to note, in every engine by the same script: errors, violations of the policy, the
// messages to and from the trainer, and the files that it hands out.

import { NAMES } from "../../e2e/support/selectors.mjs";
import { instrument } from "../../e2e/support/watch.mjs";
import { MESSAGES } from "../../e2e/support/wire.mjs";

/** Runs in the page after `instrument`, before the page's own scripts. */
function note() {
  const { seen } = window;
  Object.assign(seen, { wrong: [], files: [] });
  addEventListener("error", ({ message, target }) => seen.wrong.push(`error: ${message ?? target.src ?? target.href}`), true);
  addEventListener("unhandledrejection", ({ reason }) => seen.wrong.push(`unhandled: ${reason?.message ?? reason}`));
  const { error } = console;
  console.error = (...words) => {
    seen.wrong.push(`console: ${words.join(" ")}`);
    error.apply(console, words);
  };

  // Downloads are told by one of three protocols alone, and land in some folder; here the bytes stay in the page.
  const blobs = new Map();
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const address = createObjectURL.call(URL, blob);
    blobs.set(address, blob);
    return address;
  };
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    if (this.download && blobs.has(this.href)) seen.files.push({ name: this.download, blob: blobs.get(this.href) });
    else click.call(this);
  };
}

/** The script, to be hosted beside the page. */
export const WATCH = `"use strict"; ${NAMES} ${MESSAGES} (${instrument})(); (${note})();`;
