"""Golden file of RepVGG-A0, train and deploy form, from plain PyTorch: python3 repvgg.py OUT.safetensors

The network is written from the paper (https://arxiv.org/abs/2101.03697) with the authors' names of parameters. The deploy
form is computed here, from the train form, in double.
"""

import sys

import torch
from torch import nn

import closed_form

BLOCKS = [2, 4, 14, 1]
WIDTHS = [48, 96, 192, 1280]


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.bn(self.conv(x))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.rbr_identity = nn.BatchNorm2d(inputs) if inputs == outputs and stride == 1 else None
        self.rbr_dense = ConvNorm(inputs, outputs, 3, stride)
        self.rbr_1x1 = ConvNorm(inputs, outputs, 1, stride)

    def forward(self, x):
        y = self.rbr_dense(x) + self.rbr_1x1(x)
        return torch.relu(y if self.rbr_identity is None else y + self.rbr_identity(x))

    def fused(self):
        """The block as one convolution and a ReLU: what the branches do to one pixel at a time."""
        conv = self.rbr_dense.conv
        fused = nn.Conv2d(conv.in_channels, conv.out_channels, 3, conv.stride, 1).double()
        scale, shift = affine(self.rbr_dense.bn)
        fused.weight.data = conv.weight * scale.view(-1, 1, 1, 1)
        fused.bias.data = shift
        scale, shift = affine(self.rbr_1x1.bn)
        fused.weight.data[:, :, 1, 1] += self.rbr_1x1.conv.weight[:, :, 0, 0] * scale.view(-1, 1)
        fused.bias.data += shift
        if self.rbr_identity is not None:
            scale, shift = affine(self.rbr_identity)
            fused.weight.data[:, :, 1, 1] += torch.diag(scale)
            fused.bias.data += shift
        return nn.Sequential(fused, nn.ReLU())


def affine(norm):
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return scale.detach(), (norm.bias - norm.running_mean * scale).detach()


class RepVgg(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stage0 = Block(3, 48, 2)
        channels = 48
        for stage, (blocks, width) in enumerate(zip(BLOCKS, WIDTHS), 1):
            made = [Block(channels if i == 0 else width, width, 2 if i == 0 else 1) for i in range(blocks)]
            setattr(self, f"stage{stage}", nn.Sequential(*made))
            channels = width
        self.linear = nn.Linear(channels, classes)

    def deploy(self):
        self.stage0 = self.stage0.fused()
        for stage in range(1, 5):
            blocks = getattr(self, f"stage{stage}")
            setattr(self, f"stage{stage}", nn.Sequential(*[b.fused() for b in blocks]))
        return self

    def results(self, form, image):
        results, x = {}, image
        for stage in range(5):
            x = getattr(self, f"stage{stage}")(x)
            results[f"{form}.stage{stage}"] = x
        results[f"{form}.logits"] = self.linear(x.mean((2, 3)))
        return results


network = closed_form.fill(RepVgg())
image = closed_form.image(2, 3, 64, 64)
with torch.no_grad():
    results = network.results("train", image)
    results.update(network.deploy().results("deploy", image))
closed_form.write(sys.argv[1], results)
