"""{{TITLE}}

The same experiment as a Keras script: architecture, initialisation, optimiser, schedule, loss and data
are the page's; the order of the examples and the drawn weights are Keras's own.

    {{LINK}}
{{NOTES}}

Needs keras 3 with any backend, numpy; safetensors too for --weights and --save.
"""

import argparse
import gzip
import math
from pathlib import Path

import keras
import numpy as np
from keras import ops

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=Path{{REQUIRED}}, help="folder with the IDX files{{OTHERWISE}}")
parser.add_argument("--weights", help="begin with the weights of this safetensors file")
parser.add_argument("--save", help="write the trained weights to this safetensors file")
arguments = parser.parse_args()

keras.utils.set_random_seed({{SEED}})

# Data


{{READ}}


def load(file):
    """Images [n, {{INPUTS}}] of bytes and labels [n] of the file "train" or "t10k"."""
    {{DOWNLOAD}}
    return read(f"{file}-images-idx3-ubyte"), read(f"{file}-labels-idx1-ubyte")[:, 0]


def arrays(images, labels):
    """Inputs and {{KIND}} as the network takes them."""
    inputs = {{NORMALISED}}
    return inputs, {{TARGETS}}


{{SPLIT}}

# Network

{{CLASSES}}


def initial(fan_in, fan_out):
    """How weights begin."""
    return {{INIT}}


{{DECAY}}
{{MODEL}}
{{OUTPUT_BIAS}}


def named():
    """Each layer with weights, and the names that its weights have in a file."""
    for index, layer in enumerate(layers):
        names = ["weight", "bias", "gamma", "beta"][: len(layer.weights)]
        yield layer, [f"layers.{index}.{name}" for name in names]
    for index, layer in enumerate(norms):
        names = ["weight", "bias", "running_mean", "running_var"]
        yield layer, [f"norms.{index}.{name}" for name in names]


if arguments.weights:
    from safetensors.numpy import load_file

    file = load_file(arguments.weights)
    for layer, names in named():
        layer.set_weights([{{INTO}} for name in names])
{{FREEZE}}

# Loss


def loss_of(target, logits):
    """{{LOSS_NAME}}, one value for each example."""
    {{LOSS}}


{{PIXEL_ERROR}}
# Training

BATCH = {{BATCH}}
STEPS_PER_EPOCH = len(x_train) // BATCH  # what is left over is dropped
STEPS = {{STEPS}}
if STEPS_PER_EPOCH == 0:
    raise SystemExit(f"{len(x_train)} training images do not fill a batch of {BATCH}.")

{{SCHEDULE}}
model.compile(
    optimizer={{OPTIMIZER}},
    loss=loss_of,
    metrics=[{{METRIC}}],
)

random = np.random.default_rng({{SEED}})
step = 0
while step < STEPS:
    order = {{ORDER}}
    for start in range(0, STEPS_PER_EPOCH * BATCH, BATCH):
        batch = order[start : start + BATCH]
        model.train_on_batch(x_train[batch], y_train[batch])
        step += 1
        if step == STEPS:
            break
    epoch = step / STEPS_PER_EPOCH
    {{VALIDATE}}

{{TEST}}
if arguments.save:
    from safetensors.numpy import save_file

    save_file(
        {
            name: np.ascontiguousarray({{BACK}})
            for layer, names in named()
            for name, value in zip(names, layer.get_weights())
        },
        arguments.save,
    )
