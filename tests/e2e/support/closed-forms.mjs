// Formulas as they stand in the books, to hold the page's figures against.

const norm = (values) => Math.hypot(...values);

/** e^z / Σ e^z. */
export function softmax(logits) {
  const largest = Math.max(...logits);
  const e = logits.map((z) => Math.exp(z - largest));
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
}

/**
 * Of an image with these `logits` and this `label`: p of its label, ‖p − y‖ (cross-entropy), and (2/K)·‖J(p − y)‖ with the
 * softmax's Jacobian (squared error, mean over the classes).
 */
export function pulls({ logits, label }) {
  const p = softmax(logits);
  const d = p.map((v, k) => v - (k === label ? 1 : 0));
  const mean = p.reduce((sum, v, k) => sum + v * d[k], 0);
  return { p: p[label], ce: norm(d), mse: norm(p.map((v, k) => (2 / p.length) * v * (d[k] - mean))) };
}
