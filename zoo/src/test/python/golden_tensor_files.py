"""Writes the containers that GoldenFilesTest reads. Debian's python3-torch and python3-numpy.

    cd zoo/src/test && python3 python/golden_tensor_files.py resources/io/pretext/zoo/file

Value i of every tensor, row-major, is (7 i + 3) mod 23 - 11, divided by 8 where the type has
fractions, its absolute value where it has no sign, and whether it is positive for bool.
"""

import argparse
import sys
import zipfile
from collections import OrderedDict

import numpy as np
import torch


def values(*shape):
    count = int(np.prod(shape))
    whole = (7 * np.arange(count) + 3) % 23 - 11
    return torch.from_numpy(whole.reshape(shape))


def fractions(dtype, *shape):
    return (values(*shape).double() / 8).to(dtype)


class Settings:
    """Stands for a class of the program that wrote the file."""

    def __init__(self):
        self.depth = 3


def checkpoint():
    base = fractions(torch.float32, 4, 6)
    shared = torch.zeros(40)
    shared[8:32] = fractions(torch.float32, 24)
    transposed = torch.empty(6, 4)
    transposed.t().copy_(fractions(torch.float32, 4, 6))
    every_second = torch.zeros(5, 8)
    every_second[:, ::2] = fractions(torch.float32, 5, 4)
    state = OrderedDict(
        f32=base,
        f16=fractions(torch.float16, 2, 3),
        bf16=fractions(torch.bfloat16, 2, 3),
        f64=fractions(torch.float64, 3),
        i64=values(3, 2),
        i32=values(3, 2).int(),
        i16=values(5).short(),
        i8=values(5).char(),
        u8=values(5).abs().byte(),
        bool=values(9) > 0,
        scalar=torch.tensor(-8),
        nothing=torch.zeros(0, 3),
        transposed=transposed.t(),
        every_second=every_second[:, ::2],
        inside=shared[8:32].view(4, 6),
        repeated=torch.tensor([-1.0]).expand(2, 1),
        parameter=torch.nn.Parameter(fractions(torch.float32, 3, 2)),
    )
    state._metadata = {"": {"version": 1}}
    weight = torch.nn.Parameter(fractions(torch.float32, 2, 3))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    weight.grad = fractions(torch.float32, 2, 3)
    optimizer.step()
    return {
        "epoch": 90,
        "arch": "resnet18",
        "best_acc1": np.float64(71.5),
        "rate": 0.25,
        "args": argparse.Namespace(lr=0.1, data="here"),
        "settings": Settings(),
        "state_dict": {"module": state},
        "optimizer": optimizer.state_dict(),
        "history": [1, 2, {"inner": fractions(torch.float32, 2)}],
        "scaler": None,
    }


def main(folder):
    torch.save(checkpoint(), f"{folder}/checkpoint.pth")
    torch.save(checkpoint(), f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(fractions(torch.float32, 2, 2), f"{folder}/alone.pt")
    small = {"weight": fractions(torch.float32, 2, 3), "count": torch.tensor(-8)}
    torch.save(small, f"{folder}/protocol4.pt", pickle_protocol=4)
    torch.save(small, f"{folder}/protocol5.pt", pickle_protocol=5)
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    with torch.no_grad():
        module[0].weight.copy_(fractions(torch.float32, 3, 2))
    torch.save(module, f"{folder}/module.pt")
    torch.jit.script(torch.nn.Linear(2, 2)).save(f"{folder}/program.pt")
    arrays = {
        "conv/kernel": fractions(torch.float32, 2, 3, 4).numpy(),
        "fortran": np.asfortranarray(fractions(torch.float64, 3, 5).numpy()),
        "big": values(2, 3).numpy().astype(">i4"),
        "half": fractions(torch.float16, 7).numpy(),
        "unsigned": values(4).abs().numpy().astype("<u8"),
        "flag": (values(4) > 0).numpy(),
        "scalar": np.float32(-1),
        "jax": (fractions(torch.bfloat16, 3).view(torch.int16).numpy().view("V2")),
        "text": np.array(["cat", "dog"]),
        "object": np.array([None], dtype=object),
    }
    np.savez(f"{folder}/stored.npz", **arrays)
    np.savez_compressed(f"{folder}/deflated.npz", **arrays)
    # Every size and offset counts as too large for 32 bits.
    zipfile.ZIP64_LIMIT = 1
    np.savez(f"{folder}/zip64.npz", **arrays)


if __name__ == "__main__":
    main(sys.argv[1])
