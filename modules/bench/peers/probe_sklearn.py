"""Our linear probes beside scikit-learn's logistic regression on the same features.

Writes the features of both parts with `pretext embed` (once: files that are there are used again),
runs `pretext probe`, and gives the very rows to scikit-learn, which standardises them and chooses
its own strength on a held-out tenth of the training set. Needs numpy and scikit-learn.

    python3 probe_sklearn.py --model runs/cifar10-simclr-resnet20 --data cifar10 --limit 50000 \
        --work probe-work
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import time

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]
PENALTIES = (1e-2, 1e-3, 3e-4, 1e-4, 1e-5)


def pretext(*words):
    """The JSON object that the command ends with."""
    command = [str(CHECKOUT / "pretext"), *map(str, words), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"probe_sklearn: {' '.join(command)} ended with {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def features(arguments, split):
    npy = arguments.work / f"{split}.npy"
    if not npy.exists():
        limit = ["--limit", arguments.limit] if split == "train" else []
        pretext("embed", arguments.model, "--data", arguments.data, "--split", split, "--out", npy,
                *limit)
    with open(npy.with_suffix(".csv"), newline="") as table:
        labels = numpy.array([int(row["label"]) for row in csv.DictReader(table)])
    return numpy.load(npy).astype(numpy.float64), labels


def fit(rows, labels, penalty):
    """Mean cross-entropy plus penalty / 2 times the squared weights, as `--method lbfgs` has it."""
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=1 / (penalty * len(rows)), max_iter=2000, tol=1e-4)
    return scaler, model.fit(scaler.transform(rows), labels)


def top1(fitted, rows, labels):
    scaler, model = fitted
    return 100 * model.score(scaler.transform(rows), labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--limit", type=int, default=50000, help="training images")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for the features")
    parser.add_argument("--methods", default="lbfgs,sgd,ridge,knn")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)

    ours = {}
    for method in arguments.methods.split(","):
        ours[method] = pretext("probe", arguments.model, "--data", arguments.data, "--limit",
                               arguments.limit, "--method", method)
        found = ours[method]
        print(f"{method:8} top-1 {found['top1']:.2f} with {found['setting']} "
              f"in {found['seconds']:.1f} s")

    rows, labels = features(arguments, "train")
    test_rows, test_labels = features(arguments, "test")
    began = time.monotonic()
    kept, held, kept_labels, held_labels = train_test_split(
        rows, labels, test_size=0.1, stratify=labels, random_state=0)
    chosen = max(PENALTIES, key=lambda p: top1(fit(kept, kept_labels, p), held, held_labels))
    score = top1(fit(rows, labels, chosen), test_rows, test_labels)
    print(f"sklearn  top-1 {score:.2f} with penalty {chosen} of {len(PENALTIES)} in "
          f"{time.monotonic() - began:.1f} s")
    if "lbfgs" in ours:
        penalty = ours["lbfgs"]["setting"]["penalty"]
        score = top1(fit(rows, labels, penalty), test_rows, test_labels)
        print(f"sklearn  top-1 {score:.2f} with our penalty, {penalty}")


if __name__ == "__main__":
    main()
