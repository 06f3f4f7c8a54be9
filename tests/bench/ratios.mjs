// What the contestants are to each other.

import { median, ratio } from "./turns.mjs";
import { PEERS } from "./works.mjs";

/** Adds what the page and its bare loop are to each other contestant, and the bare loop to a bare matrix product. */
export function withRatios(results) {
  const ratios = {};
  for (const name of ["page", "bare"]) {
    ratios[name] = {};
    for (const other of [...PEERS, "bare"]) {
      const [own, theirs] = [name, other].map((who) => results[who]?.examplesPerSecond);
      if (own && theirs && other !== name) ratios[name][other] = ratio(own, theirs);
    }
  }
  const { more } = results.bare ?? {};
  if (more) ratios.bare.roofline = median(more.map(({ roofline }) => roofline));
  return { ...results, ratios };
}
