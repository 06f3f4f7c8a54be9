// The drawn digits that tests replay, of several hands, and the ways in which they are varied. `core/tests/drawings.rs`
// reads the same file. They are the tests' own handwriting, not the templates that the built-in digits are drawn from.

import { readFileSync } from "node:fs";

/** `{hand, digit, strokes: [{points: [[x, y]], width}]}` in units of the pad's side, y down. */
export const DRAWINGS = JSON.parse(readFileSync(new URL("../../drawings.json", import.meta.url), "utf8"));

/** The names of the hands. */
export const HANDS = [...new Set(DRAWINGS.map(({ hand }) => hand))];

/** A digit in the usual way to write it. */
export function usual(digit) {
  return DRAWINGS.find((drawing) => drawing.hand === "plain" && drawing.digit === digit);
}

/** Distance from the pad's edge that a moved drawing keeps. */
const MARGIN = 0.03;

/**
 * The drawing scaled until its larger side is `side`, and put where `at` says between the edges: (0, 0) is the upper
 * left corner. The pen keeps its width: a small digit is drawn with the same one.
 */
export function fitted(drawing, side, at) {
  const points = drawing.strokes.flatMap((stroke) => stroke.points);
  const low = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
  const length = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])) - low[axis]);
  const scale = side / Math.max(...length);
  const room = length.map((extent) => 1 - 2 * MARGIN - extent * scale);
  const place = (point) => point.map((value, axis) => MARGIN + at[axis] * room[axis] + (value - low[axis]) * scale);
  return { ...drawing, strokes: drawing.strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(place) })) };
}

/** The drawing with another pen. */
export function withPen(drawing, width) {
  return { ...drawing, strokes: drawing.strokes.map((stroke) => ({ ...stroke, width })) };
}
