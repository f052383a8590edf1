"""Loads what PyTorchTest exported into plain PyTorch, strictly, and runs it: python3 torch_reads.py FOLDER

For each network the folder holds NAME.safetensors and NAME.pth (classifier included), NAME-backbone.pth, and
NAME.expected with an image, features and logits of ours. Prints the largest difference as a share of the largest value.
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn

from parity import ResNet, VisionTransformer

TOLERANCE = 1e-3
TYPES = {"F32": torch.float32, "I64": torch.int64}


def read(path):
    """The tensors of a safetensors file; the package of that name does no more."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            flat = torch.frombuffer(bytearray(data[begin:end]), dtype=TYPES[entry["dtype"]])
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


class RepVggBlock(nn.Module):
    """A block of RepVGG with its authors' names (https://arxiv.org/abs/2101.03697), in either form."""

    def __init__(self, inputs, outputs, stride, deploy):
        super().__init__()
        if deploy:
            self.rbr_reparam = nn.Conv2d(inputs, outputs, 3, stride, 1)
        else:
            self.rbr_identity = nn.BatchNorm2d(inputs) if inputs == outputs and stride == 1 else None
            self.rbr_dense = self.branch(inputs, outputs, 3, stride)
            self.rbr_1x1 = self.branch(inputs, outputs, 1, stride)
        self.deploy = deploy

    @staticmethod
    def branch(inputs, outputs, kernel, stride):
        branch = nn.Sequential()
        branch.add_module("conv", nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False))
        branch.add_module("bn", nn.BatchNorm2d(outputs))
        return branch

    def forward(self, x):
        if self.deploy:
            return torch.relu(self.rbr_reparam(x))
        y = self.rbr_dense(x) + self.rbr_1x1(x)
        return torch.relu(y if self.rbr_identity is None else y + self.rbr_identity(x))


class RepVggA0(nn.Module):
    def __init__(self, deploy):
        super().__init__()
        self.stage0 = RepVggBlock(3, 48, 2, deploy)
        channels = 48
        for stage, (count, width) in enumerate([(2, 48), (4, 96), (14, 192), (1, 1280)], 1):
            blocks = [RepVggBlock(width if i else channels, width, 1 if i else 2, deploy) for i in range(count)]
            setattr(self, f"stage{stage}", nn.Sequential(*blocks))
            channels = width
        self.linear = nn.Linear(channels, 10)

    def forward(self, x):
        for stage in range(5):
            x = getattr(self, f"stage{stage}")(x)
        pooled = x.mean((2, 3))
        return {"pooled": pooled, "logits.linear": self.linear(pooled)}


def ten_classes(network, *heads):
    for head in heads:
        setattr(network, head, nn.Linear(getattr(network, head).in_features, 10))
    return network


NETWORKS = {
    "resnet18": lambda: ten_classes(ResNet((2, 2, 2, 2), 1), "fc"),
    "vit-tiny-16": lambda: ten_classes(VisionTransformer(192, 12, 3, 16, 64), "head"),
    "deit-tiny-distilled-16": lambda: ten_classes(
        VisionTransformer(192, 12, 3, 16, 64, distilled=True), "head", "head_dist"
    ),
    "repvgg-a0": lambda: RepVggA0(deploy=False),
    "repvgg-a0-deploy": lambda: RepVggA0(deploy=True),
}


def difference(ours, theirs):
    return ((ours - theirs).abs().max() / theirs.abs().max()).item()


@torch.no_grad()
def check(folder, name):
    expected = read(folder / f"{name}.expected")
    states = [read(folder / f"{name}.safetensors"), torch.load(folder / f"{name}.pth")]
    worst = 0.0
    for state in states:
        network = NETWORKS[name]()
        network.load_state_dict(state, strict=True)
        results = network.eval()(expected["image"])
        logits = [v for k, v in results.items() if k.startswith("logits.")]
        worst = max(
            worst,
            difference(expected["features"], results["pooled"]),
            difference(expected["logits"], sum(logits) / len(logits)),
        )
    heads = [name for name, child in NETWORKS[name]().named_children() if name in ("fc", "head", "head_dist", "linear")]
    network = NETWORKS[name]()
    for head in heads:
        setattr(network, head, nn.Identity())
    network.load_state_dict(torch.load(folder / f"{name}-backbone.pth"), strict=True)
    print(f"{name}: {len(states[0])} tensors, difference {worst:.1e}")
    return worst < TOLERANCE


def check_detectron2(folder):
    """What detectron2's checkpointer looks at before it matches names."""
    checkpoint = torch.load(folder / "resnet18-detectron2.pth")
    print(f"detectron2: {len(checkpoint['model'])} tensors, {next(iter(checkpoint['model']))} first")
    return checkpoint["matching_heuristics"] is True and "res3.0.shortcut.norm.bias" in checkpoint["model"]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    fine = [check(folder, name) for name in NETWORKS] + [check_detectron2(folder)]
    sys.exit(0 if all(fine) else 1)
