"""One SimCLR training step in PyTorch, timed: the peer of `pretext bench step`.

The same network, head, objective and optimizer as ours, on the same input: two views of N images
held in memory, no augmentation. Runs on Debian's python3-torch and on any newer PyTorch.

    python3 simclr_torch.py --backbone resnet18-cifar --batch 64 --layout channels_last
"""

import argparse
import json
import platform
import resource
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


class BasicBlock(nn.Module):
    """Two 3x3 convolutions around a shortcut: projected (option B) or padded with zeros (A)."""

    def __init__(self, inputs, outputs, stride, padded_shortcut):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.missing = outputs - inputs
        self.downsample = None
        if stride != 1 and not padded_shortcut:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )
        self.stride = stride

    def shortcut(self, x):
        if self.downsample is not None:
            return self.downsample(x)
        if self.stride == 1:
            return x
        before = self.missing // 2
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, before, self.missing - before))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)), inplace=True)
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.shortcut(x), inplace=True)


class ResNet(nn.Module):
    """A stem of one 3x3 convolution, stages of basic blocks, global average pooling."""

    def __init__(self, widths, blocks, padded_shortcut):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        stages = []
        inputs = widths[0]
        for stage, outputs in enumerate(widths):
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                stages.append(BasicBlock(inputs, outputs, stride, padded_shortcut))
                inputs = outputs
        self.blocks = nn.Sequential(*stages)
        self.width = inputs

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return self.blocks(x).mean((2, 3))


BACKBONES = {
    "resnet18-cifar": lambda: ResNet([64, 128, 256, 512], 2, False),
    "resnet20": lambda: ResNet([16, 32, 64], 3, True),
}


def simclr(backbone, hidden=512, projection=128):
    """The backbone and SimCLR's projector; the norm of the last layer has no bias."""
    last = nn.BatchNorm1d(projection)
    last.bias.requires_grad_(False)
    head = nn.Sequential(
        nn.Linear(backbone.width, hidden, bias=False),
        nn.BatchNorm1d(hidden),
        nn.ReLU(inplace=True),
        nn.Linear(hidden, projection, bias=False),
        last,
    )
    return nn.Sequential(backbone, head)


def nt_xent(z, temperature=0.5):
    """Mean over all 2N anchors; rows i and i + N are views of one image."""
    z = F.normalize(z)
    logits = (z @ z.t()) / temperature
    logits.fill_diagonal_(float("-inf"))
    rows = len(z)
    partner = (torch.arange(rows) + rows // 2) % rows
    return F.cross_entropy(logits, partner)


def optimizer(model):
    """SGD as `pretext pretrain` has it: no weight decay on norms and biases."""
    matrices = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    vectors = [p for p in model.parameters() if p.requires_grad and p.ndim == 1]
    groups = [{"params": matrices, "weight_decay": 5e-4}, {"params": vectors}]
    return torch.optim.SGD(groups, lr=0.05, momentum=0.9)


def peak_rss_mb():
    """Most memory that this process ever held, in MB of 2^20 bytes."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if platform.system() == "Darwin" else 1024)


def measure(arguments):
    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    layout = getattr(
        torch, {"contiguous": "contiguous_format"}.get(arguments.layout, arguments.layout)
    )
    model = simclr(BACKBONES[arguments.backbone]()).to(memory_format=layout).train()
    sgd = optimizer(model)
    shape = (arguments.batch, 3, arguments.image, arguments.image)
    views = [torch.randn(shape).to(memory_format=layout) for _ in range(2)]

    def step():
        sgd.zero_grad(set_to_none=True)
        both = torch.cat(views).contiguous(memory_format=layout)
        loss = nt_xent(model(both))
        loss.backward()
        sgd.step()
        return loss.item()

    for _ in range(arguments.warmup):
        step()
    times = []
    for _ in range(arguments.steps):
        start = time.perf_counter()
        loss = step()
        times.append((time.perf_counter() - start) * 1000)
    median = statistics.median(times)
    return {
        "images_per_second": round(arguments.batch * 1000 / median, 3),
        "step_ms_median": round(median, 3),
        "step_ms_min": round(min(times), 3),
        "peak_rss_mb": round(peak_rss_mb(), 1),
        "layout": arguments.layout,
        "backbone": arguments.backbone,
        "batch": arguments.batch,
        "image": arguments.image,
        "threads": arguments.threads,
        "steps": arguments.steps,
        "loss": round(loss, 6),
        "torch": torch.__version__,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backbone", choices=sorted(BACKBONES), default="resnet18-cifar")
    parser.add_argument("--batch", type=int, default=64, help="source images, two views each")
    parser.add_argument("--image", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layout", choices=["contiguous", "channels_last"], default="contiguous")
    parser.add_argument("--warmup", type=int, default=4)
    parser.add_argument("--steps", type=int, default=10)
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
