// What the page and its trainer say to each other, by the names that the messages have on the wire.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TESTS } from "./environment.mjs";

const PROTOCOL = join(TESTS, "../crates/experiment/src/protocol");

/** The variants of the messages, questions and answers in a file of the protocol. */
function variants(file) {
  const messages = readFileSync(join(PROTOCOL, file), "utf8").matchAll(/^pub enum (?:Command|Event|Question|Answer) \{$(.*?)^\}$/gms);
  return [...messages].flatMap(([, body]) => [...body.matchAll(/^ {4}([A-Z]\w+)/gm)].map(([, name]) => name));
}

const NAMED = ["command.rs", "event.rs", "question.rs"].flatMap(variants);

/** The script that makes the names of messages known in the page; an error instead of an answer is called “Gone”. */
export const MESSAGES = `window.MESSAGES = ${JSON.stringify([...new Set([...NAMED, "Gone"])])};`;
