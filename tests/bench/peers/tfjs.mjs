// TensorFlow.js: eager operations, its own Adam. The library and its back ends are classic scripts.

import { ADAM, SHAPES } from "../works.mjs";
import { generator, heNormal } from "./batches.mjs";

const MODULES = "/node_modules/@tensorflow";
const WASM_FOLDER = `${MODULES}/tfjs-backend-wasm/dist/`;
const SCRIPTS = {
  wasm: `${WASM_FOLDER}tf-backend-wasm.min.js`,
  webgpu: `${MODULES}/tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js`,
};

/** Gives `step(inputs, targets)` for a work on "wasm" or "webgpu"; a step gives a loss to `read` or `forget`. */
export async function prepare(work, backend) {
  await script(`${MODULES}/tfjs/dist/tf.min.js`);
  await script(SCRIPTS[backend]);
  const { tf } = window;
  if (backend === "wasm") tf.wasm.setWasmPaths(WASM_FOLDER);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no back end ${backend} in this browser.`);
  await tf.ready();
  const weights = firstWeights(tf, SHAPES[work.model]);
  const network = NETWORKS[work.model];
  const optimizer = tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  const step = (pixels, labels) =>
    tf.tidy(() => {
      const inputs = tf.tensor2d(pixels, [work.batch, 784]);
      const targets = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
      const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, network(tf, weights, inputs)), true);
      // Kept beyond this tidy; `forget` or `read` frees it.
      tf.keep(loss);
      const read = async () => {
        const [value] = await loss.data();
        loss.dispose();
        return value;
      };
      return { read, forget: () => loss.dispose() };
    });
  return step;
}

function script(address) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    Object.assign(element, { src: address, onload: resolve, onerror: () => reject(new Error(`${address} is missing.`)) });
    document.head.append(element);
  });
}

function firstWeights(tf, { convolutions, dense }) {
  const random = generator(1);
  const weights = {};
  convolutions.forEach(([maps, side, inputs], i) => {
    const fanIn = inputs * side * side;
    const shape = [side, side, inputs, maps];
    weights[`k${i}`] = tf.variable(tf.tensor4d(heNormal(random, maps * fanIn, fanIn), shape));
    weights[`c${i}`] = tf.variable(tf.zeros([maps]));
  });
  dense.slice(1).forEach((units, i) => {
    const inputs = dense[i];
    weights[`w${i}`] = tf.variable(tf.tensor2d(heNormal(random, inputs * units, inputs), [inputs, units]));
    weights[`b${i}`] = tf.variable(tf.zeros([units]));
  });
  return weights;
}

function dense(weights, x, layers) {
  for (let i = 0; i < layers; i += 1) {
    x = x.matMul(weights[`w${i}`]).add(weights[`b${i}`]);
    if (i < layers - 1) x = x.relu();
  }
  return x;
}

/** Logits of a batch, `[batch, 10]`. */
const NETWORKS = {
  mlp: (tf, weights, x) => dense(weights, x, 3),
  lenet: (tf, weights, x) => {
    x = x.reshape([-1, 28, 28, 1]);
    x = x.conv2d(weights.k0, 1, "same").add(weights.c0).relu().maxPool(2, 2, "valid");
    x = x.conv2d(weights.k1, 1, "valid").add(weights.c1).relu().maxPool(2, 2, "valid");
    return dense(weights, x.reshape([-1, 400]), 3);
  },
};
