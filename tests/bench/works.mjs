// The work that is measured: the same networks, batches and optimiser (Adam at a rate of 0.001, cross-entropy on a
// softmax) for the page and for its peers. Read by Node and by the peers' pages.

/** The page's name for a device, and what its peers call the nearest thing. */
export const DEVICES = [
  { key: "cpu", peers: "wasm" },
  { key: "webgpu", peers: "webgpu" },
];
/** Peers by the names of their modules. */
export const PEERS = ["jax", "tfjs"];

/** `settings` are the page's; `model` and `batch` tell a peer the same. */
export const WORKS = [
  {
    key: "mlp-64",
    title: "MLP 784-128-64-10, batch 64",
    model: "mlp",
    batch: 64,
    settings: { preset: "mlp-784-128-64-10", batchSize: 64 },
  },
  {
    key: "mlp-1000",
    title: "MLP 784-128-64-10, batch 1000",
    model: "mlp",
    batch: 1000,
    settings: { preset: "mlp-784-128-64-10", batchSize: 1000 },
  },
  {
    key: "lenet-64",
    title: "LeNet-5, batch 64",
    model: "lenet",
    batch: 64,
    settings: { preset: "lenet-5-relu", batchSize: 64 },
  },
];

/** Adam's numbers, PyTorch's defaults. */
export const ADAM = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Units of the dense layers after the input or the convolutions, and `[maps, kernel side, inputs]` of each convolution. */
export const SHAPES = {
  mlp: { convolutions: [], dense: [784, 128, 64, 10] },
  // 28×28 "same" → pool → 14×14 → 10×10 "valid" → pool → 5×5.
  lenet: { convolutions: [[6, 5, 1], [16, 5, 6]], dense: [16 * 5 * 5, 120, 84, 10] },
};
