// Reads safetensors files, and makes small ones: 8 bytes of length, JSON, numbers.

/** The tensors of a file, `{name: {shape, values}}`, and its metadata. */
export function read(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensor = ({ dtype, shape, data_offsets: [from, to] }) => {
    if (dtype !== "F32") throw new Error(`${dtype} instead of F32`);
    const own = bytes.slice(8 + length + from, 8 + length + to);
    return { shape, values: new Float32Array(own.buffer) };
  };
  const tensors = Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, tensor(entry)]));
  return { metadata, tensors };
}

/** A file of such tensors. */
export function write(tensors) {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    const from = at;
    at += values.length * 4;
    return [name, { dtype: "F32", shape, data_offsets: [from, at] }];
  });
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const data = Object.values(tensors).map(({ values }) => Buffer.from(Float32Array.from(values).buffer));
  return Buffer.concat([length, head, ...data]);
}

/** The probabilities of logits. */
export function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

/** The answer of a network of dense layers with tanh between them and a softmax at the end. */
export function answer(tensors, pixels) {
  const layers = Object.keys(tensors).filter((name) => name.endsWith(".weight")).length;
  let x = [...pixels];
  for (let layer = 0; layer < layers; layer += 1) {
    const { shape: [units, inputs], values } = tensors[`layers.${layer}.weight`];
    const bias = tensors[`layers.${layer}.bias`].values;
    const a = Array.from({ length: units }, (_, unit) => {
      let sum = bias[unit];
      for (let i = 0; i < inputs; i += 1) sum += values[unit * inputs + i] * x[i];
      return sum;
    });
    x = layer === layers - 1 ? a : a.map(Math.tanh);
  }
  return softmax(x);
}
