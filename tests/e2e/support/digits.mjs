// How a person might draw the ten digits on the pad: strokes in units of the pad's side, y down. They are the
// tests' own handwriting, not the templates that the built-in digits are drawn from.

/** Points on an ellipse; angles in degrees, clockwise from the right, as y points down. */
function arc(x, y, rx, ry, from, to) {
  const pieces = Math.max(4, Math.round(Math.abs(to - from) / 15));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** The usual way to write each digit. */
export const DIGITS = [
  [arc(0.5, 0.5, 0.2, 0.32, -90, 275)],
  [[[0.53, 0.18], [0.5, 0.5], [0.47, 0.82]]],
  [[...arc(0.5, 0.34, 0.18, 0.16, -170, 40), [0.42, 0.68], [0.3, 0.8], [0.5, 0.79], [0.72, 0.8]]],
  [[...arc(0.48, 0.34, 0.17, 0.16, -150, 80), ...arc(0.48, 0.66, 0.2, 0.17, -80, 150)]],
  [[[0.36, 0.2], [0.31, 0.38], [0.28, 0.52], [0.45, 0.54], [0.7, 0.52]], [[0.62, 0.2], [0.6, 0.5], [0.57, 0.84]]],
  [[[0.68, 0.2], [0.4, 0.21], [0.37, 0.46], ...arc(0.48, 0.62, 0.2, 0.18, -100, 150)]],
  [[[0.6, 0.17], [0.45, 0.32], ...arc(0.5, 0.64, 0.17, 0.18, 180, -190)]],
  [[[0.28, 0.22], [0.5, 0.21], [0.7, 0.22], [0.58, 0.48], [0.46, 0.84]]],
  [[...arc(0.5, 0.33, 0.15, 0.15, 60, -240), ...arc(0.5, 0.65, 0.18, 0.17, -110, 250)]],
  [[...arc(0.5, 0.36, 0.16, 0.16, 0, -340), [0.655, 0.36], [0.63, 0.6], [0.56, 0.84]]],
];

/** Other hands: leaning, small in a corner, in several strokes. */
export const OTHER_HANDS = [
  { digit: 0, strokes: [arc(0.3, 0.3, 0.12, 0.15, -60, 300)] },
  { digit: 1, strokes: [[[0.38, 0.34], [0.53, 0.16], [0.52, 0.84]]] },
  { digit: 2, strokes: [[...arc(0.48, 0.34, 0.2, 0.16, -160, 50), [0.36, 0.72], [0.24, 0.82]], [[0.24, 0.82], [0.75, 0.8]]] },
  { digit: 4, strokes: [[[0.58, 0.16], [0.26, 0.6], [0.76, 0.6]], [[0.6, 0.4], [0.59, 0.86]]] },
  { digit: 5, strokes: [[[0.38, 0.2], [0.36, 0.46], ...arc(0.46, 0.62, 0.2, 0.18, -110, 140)], [[0.38, 0.2], [0.68, 0.19]]] },
  { digit: 7, strokes: [[[0.62, 0.62], [0.9, 0.62], [0.72, 0.96]]] },
];
