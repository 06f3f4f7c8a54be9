"""scikit-learn's MLPClassifier at the page's work, natively: prints one JSON object.

Speed: examples per second of `partial_fit`, which passes over all training images once in batches of the size given,
for 784-128-64-10 with ReLU and Adam at 0.001. The first pass warms up and is not counted. Matrix products on one thread
and on all take turns, and the faster way counts. It gathers its batches from 32-bit floats; the page gathers bytes.

Accuracy: on Fashion-MNIST, 784-256-128-64-10 under plain SGD at 0.1 in batches of 32, on the first 80 % of the 60,000
training images, tested on the next 10 %, for four activations, from three seeds, in the last three epochs. First weights
are those of the benchmark beside it: uniform up to sqrt(6/(in + out)), biases 0. scikit-learn's own start differs in its
biases, and for the sigmoid in its bound.

    python sklearn_mlp.py --data DIR --rounds 5 --epochs 11
"""

import argparse
import datetime
import gzip
import json
import statistics
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

BATCHES = (64, 1000)
CLASSES = np.arange(10)
# Its own names for them.
ACTIVATIONS = {"ReLU": "relu", "sigmoid": "logistic", "tanh": "tanh", "linear": "identity"}
SPLIT = {"train": 48_000, "test": 54_000}
SEEDS = (1, 2, 3)
LAST = 3


class Network(MLPClassifier):
    """With Glorot's uniform weights whatever the activation, and biases of 0."""

    def _init_coef(self, fan_in, fan_out, dtype):
        bound = np.sqrt(6 / (fan_in + fan_out))
        weights = self._random_state.uniform(-bound, bound, (fan_in, fan_out))
        return weights.astype(dtype, copy=False), np.zeros(fan_out, dtype)


def idx(path: Path) -> np.ndarray:
    """A gzipped IDX file of bytes: the fourth byte says how many sizes stand before the values."""
    content = gzip.decompress(path.read_bytes())
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def training_file(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images as 32-bit floats in [0, 1], `[60000, 784]`, and labels."""
    images = idx(folder / "train-images-idx3-ubyte.gz").reshape(-1, 784)
    return images.astype(np.float32) / 255, idx(folder / "train-labels-idx1-ubyte.gz")


def speed(images: np.ndarray, labels: np.ndarray, batch: int, rounds: int) -> dict:
    """Examples per second of each pass after the first; the loss shows that it is training."""
    network = MLPClassifier((128, 64), activation="relu", solver="adam", alpha=0, batch_size=batch,
                            learning_rate_init=1e-3, random_state=1)
    ways = {"one thread": 1, "all threads": None}
    speeds = {name: [] for name in ways}
    losses = []
    for _ in range(rounds + 1):
        for name, limit in ways.items():
            with threadpool_limits(limit):
                began = time.perf_counter()
                network.partial_fit(images, labels, classes=CLASSES)
                speeds[name].append(len(images) / (time.perf_counter() - began))
            losses.append(float(network.loss_))
    medians = {name: statistics.median(all[1:]) for name, all in speeds.items()}
    best = max(medians, key=medians.get)
    return {"median": medians[best], "way": best, "medians": medians, "firstLoss": losses[0], "lastLoss": losses[-1]}


def accuracies(images: np.ndarray, labels: np.ndarray, activation: str, epochs: int) -> dict:
    """Shares of right answers to the test part in the last epochs, of every seed."""
    train, test = SPLIT["train"], slice(SPLIT["train"], SPLIT["test"])
    shares = []
    for seed in SEEDS:
        network = Network((256, 128, 64), activation=activation, solver="sgd", alpha=0, batch_size=32,
                          learning_rate_init=0.1, momentum=0, nesterovs_momentum=False, random_state=seed)
        for epoch in range(1, epochs + 1):
            try:
                network.partial_fit(images[:train], labels[:train], classes=CLASSES)
            except ValueError as error:
                # Weights that overflow end scikit-learn's training.
                return {"sentence": f"stopped in epoch {epoch} from seed {seed}: {error}"}
            if epoch + LAST > epochs:
                shares.append(float(network.score(images[test], labels[test])))
    return {"epochs": epochs, "seeds": len(SEEDS), "shares": shares}


def main() -> None:
    parser = argparse.ArgumentParser(description="scikit-learn's MLPClassifier at the page's work.")
    parser.add_argument("--data", type=Path, required=True, help="folder with mnist/ and fashion-mnist/")
    parser.add_argument("--rounds", type=int, default=5, help="passes over the images that are timed")
    parser.add_argument("--epochs", type=int, default=11, help="epochs of the runs whose accuracy is taken; 0 for none")
    asked = parser.parse_args()
    # What overflows is said in the result.
    np.seterr(all="ignore")
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    version = f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
    result = {"version": version, "date": str(datetime.date.today()), "speed": {}, "accuracy": {}}
    # For the speed any images do: without MNIST those of clothes.
    folder = next((asked.data / name for name in ("mnist", "fashion-mnist") if (asked.data / name).is_dir()), None)
    if folder is None:
        sys.exit(f"There is neither mnist/ nor fashion-mnist/ in {asked.data}: `cargo xtask data` fetches them.")
    images, labels = training_file(folder)
    for batch in BATCHES:
        result["speed"][str(batch)] = speed(images, labels, batch, asked.rounds)
    fashion = asked.data / "fashion-mnist"
    if asked.epochs > 0 and fashion.is_dir():
        images, labels = training_file(fashion)
        for title, name in ACTIVATIONS.items():
            print(f"scikit-learn on Fashion-MNIST: {title}", file=sys.stderr)
            result["accuracy"][title] = accuracies(images, labels, name, asked.epochs)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
