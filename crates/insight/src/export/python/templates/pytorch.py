"""{{TITLE}}

The same experiment as a PyTorch script: architecture, initialisation, optimiser, schedule, loss and data
are the page's; the order of the examples and the drawn weights are PyTorch's own.

    {{LINK}}
{{NOTES}}

Needs torch, numpy{{NEEDS}}; safetensors too for --weights and --save.
"""

import argparse
import gzip
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=Path{{REQUIRED}}, help="folder with the IDX files{{OTHERWISE}}")
parser.add_argument("--weights", help="begin with the weights of this safetensors file")
parser.add_argument("--save", help="write the trained weights to this safetensors file")
arguments = parser.parse_args()

torch.manual_seed({{SEED}})
device = "cuda" if torch.cuda.is_available() else "cpu"

# Data


{{READ}}


def load(file):
    """Images [n, {{INPUTS}}] of bytes and labels [n] of the file "train" or "t10k"."""
    {{DOWNLOAD}}
    return read(f"{file}-images-idx3-ubyte"), read(f"{file}-labels-idx1-ubyte")[:, 0]


def tensors(images, labels):
    """Inputs and {{KIND}} as the network takes them."""
    inputs = {{NORMALISED}}
    return (
        torch.tensor(inputs, device=device),
        torch.tensor({{TARGETS}}, dtype={{DTYPE}}, device=device),
    )


{{SPLIT}}

# Network

{{CLASSES}}


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            [
                {{LAYERS}}
            ]
        )
        {{NORMS}}

    def forward(self, x):
        """Logits [batch, {{OUTPUTS}}] of inputs [batch, {{INPUTS}}]."""
        {{FORWARD}}


model = Network()
with torch.no_grad():
    {{INIT}}
    {{OUTPUT_BIAS}}
if arguments.weights:
    from safetensors.torch import load_file

    model.load_state_dict(load_file(arguments.weights))
{{FREEZE}}
model.to(device)

# Loss


def loss_of(logits, {{KIND}}):
    """{{LOSS_NAME}}."""
    {{LOSS}}


@torch.no_grad()
def evaluate(x, y):
    """{{FIGURES}} over a part of the data."""
    model.eval()
    logits = model(x)
    model.train()
    return loss_of(logits, y).item(), {{FIGURE}}


# Training

BATCH = {{BATCH}}
STEPS_PER_EPOCH = len(x_train) // BATCH  # what is left over is dropped
STEPS = {{STEPS}}
if STEPS_PER_EPOCH == 0:
    raise SystemExit(f"{len(x_train)} training images do not fill a batch of {BATCH}.")

optimizer = {{OPTIMIZER}}
{{SCHEDULE}}

step = 0
while step < STEPS:
    order = {{ORDER}}
    for batch in order[: STEPS_PER_EPOCH * BATCH].split(BATCH):
        loss = loss_of(model(x_train[batch]), y_train[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        {{SCHEDULE_STEP}}
        step += 1
        if step == STEPS:
            break
    epoch = step / STEPS_PER_EPOCH
    {{VALIDATE}}

{{TEST}}
if arguments.save:
    from safetensors.torch import save_file

    state = {name: value.cpu() for name, value in model.state_dict().items()}
    save_file({name: value for name, value in state.items() if value.is_floating_point()}, arguments.save)
