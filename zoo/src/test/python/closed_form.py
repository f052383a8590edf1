"""Numbers for golden files: the twin of io.pretext.testkit.ClosedForm and Golden.

Weights and images follow from names and positions by one formula in whole numbers, so that Java and Python agree to the
last bit and only results need to be stored.
"""

import json
import math
import struct

import numpy as np
import torch

MODULUS = 2147483647
MULTIPLIER = 1103515245
NAME_STEP = 69621
SAMPLES = 256
SAMPLE_STEP = 7919


def plain(name, count):
    """count numbers in [-1, 1)."""
    phase = sum((i + 1) * ord(c) for i, c in enumerate(name)) * NAME_STEP
    k = (np.arange(count, dtype=np.int64) + phase) % MODULUS
    return 2.0 * ((k * k % MODULUS) * MULTIPLIER % MODULUS) / MODULUS - 1


def values(name, shape):
    """The value of a parameter or state, by the name that weights are published under."""
    v = plain(name, math.prod(shape))
    last = name.split(".")[-1]
    if last == "bias" or last == "running_mean":
        v = 0.1 * v
    elif last == "running_var":
        v = 1 + 0.5 * v
    elif len(shape) == 1:
        v = 1 + 0.25 * v
    elif len(shape) != 3:
        v = math.sqrt(3.0 / math.prod(shape[1:])) * v
    return torch.from_numpy(v.astype(np.float32).reshape(shape))


def fill(module):
    """Gives every parameter and state its value; the module computes in double and in evaluation afterwards."""
    filled = {
        name: t if name.endswith("num_batches_tracked") else values(name, tuple(t.shape))
        for name, t in module.state_dict().items()
    }
    module.load_state_dict(filled)
    return module.double().eval()


def image(*shape):
    return torch.from_numpy(plain("image", math.prod(shape)).astype(np.float32).reshape(shape)).double()


def write(path, tensors):
    """Writes what is kept of each tensor: some of its values, and its largest, mean and root mean square."""
    kept = {}
    for name, t in tensors.items():
        flat = t.detach().double().reshape(-1)
        at = torch.arange(min(SAMPLES, len(flat))) * SAMPLE_STEP % len(flat)
        kept[name] = flat[at]
        kept[name + ".norms"] = torch.stack([flat.abs().max(), flat.mean(), flat.square().mean().sqrt()])
    header, body = {}, b""
    for name, t in kept.items():
        data = t.numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)
