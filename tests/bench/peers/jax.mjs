// jax-js: the whole step (forward, backward, Adam) under one `jit`.
//
// Its arrays are moved, not copied: every use but the last takes a `.ref`.

import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { ADAM, SHAPES } from "../works.mjs";
import { generator, heNormal } from "./batches.mjs";

/** Gives `step(inputs, targets)` for a work on "wasm" or "webgpu"; a step gives a loss to `read` or `forget`. */
export async function prepare(work, backend) {
  const there = await init(backend);
  if (!there.includes(backend)) throw new Error(`jax-js has no back end ${backend} in this browser.`);
  defaultDevice(backend);
  const network = NETWORKS[work.model];
  let state = firstState(SHAPES[work.model]);
  let taken = 0;
  const update = jit((state, inputs, targets, corrections) => adamStep(network, work.batch, state, inputs, targets, corrections));
  const step = (pixels, labels) => {
    taken += 1;
    const inputs = np.array(pixels, { shape: [work.batch, 784] });
    const targets = np.array(labels, { shape: [work.batch], dtype: np.int32 });
    const corrections = np.array(new Float32Array([1 - ADAM.beta1 ** taken, 1 - ADAM.beta2 ** taken]), { shape: [2] });
    const [next, loss] = update(state, inputs, targets, corrections);
    state = next;
    return { read: () => loss.jsAsync(), forget: () => loss.dispose() };
  };
  return step;
}

/** Weights and Adam's two moments. */
function firstState({ convolutions, dense }) {
  const random = generator(1);
  const weights = {};
  convolutions.forEach(([maps, side, inputs], i) => {
    const fanIn = inputs * side * side;
    weights[`k${i}`] = np.array(heNormal(random, maps * fanIn, fanIn), { shape: [maps, inputs, side, side] });
    weights[`c${i}`] = np.zeros([maps, 1, 1]);
  });
  dense.slice(1).forEach((units, i) => {
    const inputs = dense[i];
    weights[`w${i}`] = np.array(heNormal(random, inputs * units, inputs), { shape: [inputs, units] });
    weights[`b${i}`] = np.zeros([units]);
  });
  const zeros = () => tree.map((weight) => np.zeros(weight.shape), weights);
  return { weights, mean: zeros(), square: zeros() };
}

function dense(weights, x, layers) {
  for (let i = 0; i < layers; i += 1) {
    x = np.dot(x, weights[`w${i}`]).add(weights[`b${i}`]);
    if (i < layers - 1) x = nn.relu(x);
  }
  return x;
}

const pooled = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2]);

/** Logits of a batch, `[batch, 10]`. */
const NETWORKS = {
  mlp: (weights, x) => dense(weights, x, 3),
  lenet: (weights, x, batch) => {
    x = x.reshape([batch, 1, 28, 28]);
    x = pooled(nn.relu(lax.convGeneralDilated(x, weights.k0, [1, 1], "SAME").add(weights.c0)));
    x = pooled(nn.relu(lax.convGeneralDilated(x, weights.k1, [1, 1], "VALID").add(weights.c1)));
    return dense(weights, x.reshape([batch, 400]), 3);
  },
};

function adamStep(network, batch, { weights, mean, square }, inputs, targets, corrections) {
  const loss = (weights) => {
    const logits = network(weights, inputs, batch);
    return nn.logSoftmax(logits).mul(nn.oneHot(targets, 10)).sum().mul(-1 / batch);
  };
  const [value, gradient] = valueAndGrad(loss)(tree.ref(weights));
  const { rate, beta1, beta2, epsilon } = ADAM;
  const first = tree.map((m, g) => m.mul(beta1).add(g.mul(1 - beta1)), mean, tree.ref(gradient));
  const second = tree.map((v, g) => v.mul(beta2).add(g.ref.mul(g).mul(1 - beta2)), square, gradient);
  const meanCorrection = corrections.ref.slice(0);
  const squareCorrection = corrections.slice(1);
  const moved = tree.map(
    (w, m, v) => {
      const size = np.sqrt(v.ref.div(squareCorrection.ref)).add(epsilon);
      return w.sub(m.ref.div(meanCorrection.ref).mul(rate).div(size));
    },
    weights,
    first,
    second,
  );
  meanCorrection.dispose();
  squareCorrection.dispose();
  // What `moved` only read is handed on.
  return [{ weights: moved, mean: first, square: second }, value];
}
