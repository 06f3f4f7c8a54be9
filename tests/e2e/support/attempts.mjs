// A second try, which is always told, and which a run has few of.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { ENGINE } from "./environment.mjs";

/** How many scenarios of a run, in all its engines, may be tried once more. More of them say something of the page. */
const MOST = 2;

/**
 * Where a run of several engines and test files, each a process of its own, writes down its second tries:
 * `cargo xtask test` sets it, and reads them out at the end. Without it each file counts for itself.
 */
const FILE = process.env.SECOND_TRIES;

const own = [];

function taken() {
  if (!FILE) return own.length;
  return existsSync(FILE) ? readFileSync(FILE, "utf8").split("\n").filter(Boolean).length : 0;
}

function write(line) {
  own.push(line);
  if (FILE) appendFileSync(FILE, `${line}\n`);
}

/**
 * Attempts it, and once more if it fails for a reason that `excuse` finds in the error; whatever else is wrong fails at
 * once, and so does what comes after `MOST` of a run. The first attempt is printed, so that a scenario that stumbles
 * often is seen.
 */
export async function onceMore(t, excuse, attempt) {
  try {
    return await attempt();
  } catch (error) {
    const reason = excuse(error);
    if (!reason) throw error;
    if (taken() >= MOST) {
      error.message += `\nNot tried once more (${reason}): ${MOST} scenarios of this run were already.`;
      throw error;
    }
    write(`${ENGINE}: ${t.name}: ${reason}`);
    t.diagnostic(`${reason} at the first attempt: ${error.message}`);
    return attempt();
  }
}
