"""Writes the golden files of ParityTest: python3 parity.py FOLDER.

The networks are written here in plain PyTorch from their papers, with the names that their weights are published under.
"""

import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import closed_form


class Residual(nn.Module):
    """A block of a residual network: basic, or with a bottleneck."""

    def __init__(self, width, base, out, stride):
        super().__init__()
        self.bottleneck = out > base
        if self.bottleneck:
            self.conv1, self.bn1 = nn.Conv2d(width, base, 1, bias=False), nn.BatchNorm2d(base)
            self.conv2, self.bn2 = nn.Conv2d(base, base, 3, stride, 1, bias=False), nn.BatchNorm2d(base)
            self.conv3, self.bn3 = nn.Conv2d(base, out, 1, bias=False), nn.BatchNorm2d(out)
        else:
            self.conv1, self.bn1 = nn.Conv2d(width, base, 3, stride, 1, bias=False), nn.BatchNorm2d(base)
            self.conv2, self.bn2 = nn.Conv2d(base, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        if stride > 1 or width != out:
            self.downsample = nn.Sequential(nn.Conv2d(width, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        if self.bottleneck:
            h = self.bn3(self.conv3(F.relu(h)))
        return F.relu(h + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet(nn.Module):
    def __init__(self, blocks, expansion):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        width = 64
        for stage, count in enumerate(blocks):
            layer = []
            for i in range(count):
                base = 64 << stage
                layer.append(Residual(width, base, base * expansion, 2 if stage > 0 and i == 0 else 1))
                width = base * expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
        self.fc = nn.Linear(width, 1000)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        out = {}
        for stage in range(4):
            x = out[f"stages.{stage}"] = getattr(self, f"layer{stage + 1}")(x)
        out["map"] = x
        out["pooled"] = x.mean((2, 3))
        out["logits.fc"] = self.fc(out["pooled"])
        return out


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).reshape(n, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        seen = (q @ k.transpose(2, 3) / (d // self.heads) ** 0.5).softmax(3)
        return self.proj((seen @ v).transpose(1, 2).reshape(n, t, d))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class LayerScale(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gamma = nn.Parameter(torch.empty(width))

    def forward(self, x):
        return x * self.gamma


class Block(nn.Module):
    def __init__(self, width, heads, layer_scale):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
        self.attn, self.mlp = Attention(width, heads), Mlp(width)
        self.ls1, self.ls2 = (LayerScale(width), LayerScale(width)) if layer_scale else (nn.Identity(), nn.Identity())

    def forward(self, x):
        x = x + self.ls1(self.attn(self.norm1(x)))
        return x + self.ls2(self.mlp(self.norm2(x)))


class PatchEmbedding(nn.Module):
    def __init__(self, width, patch):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    def __init__(self, width, depth, heads, patch, image, distilled=False, registers=0, layer_scale=False):
        super().__init__()
        self.patch_embed = PatchEmbedding(width, patch)
        self.cls_token = nn.Parameter(torch.empty(1, 1, width))
        self.dist_token = nn.Parameter(torch.empty(1, 1, width)) if distilled else None
        self.register_tokens = nn.Parameter(torch.empty(1, registers, width)) if registers else None
        self.prefix = 2 if distilled else 1
        self.pos_embed = nn.Parameter(torch.empty(1, self.prefix + (image // patch) ** 2, width))
        self.blocks = nn.ModuleList(Block(width, heads, layer_scale) for _ in range(depth))
        self.norm = nn.LayerNorm(width, 1e-6)
        self.head = nn.Linear(width, 1000)
        self.head_dist = nn.Linear(width, 1000) if distilled else None
        self.grid = image // patch

    def forward(self, image):
        def all_images(token):
            return token.expand(len(image), -1, -1)

        tokens = [t for t in (self.cls_token, self.dist_token) if t is not None]
        x = torch.cat([*map(all_images, tokens), self.patch_embed(image)], 1) + self.pos_embed
        patches = self.prefix
        if self.register_tokens is not None:
            x = torch.cat([x[:, :patches], all_images(self.register_tokens), x[:, patches:]], 1)
            patches += self.register_tokens.shape[1]
        out = {}
        for i, block in enumerate(self.blocks):
            x = out[f"stages.{i}"] = block(x)
        x = self.norm(x)
        out["map"] = x[:, patches:].transpose(1, 2).unflatten(2, (self.grid, self.grid))
        out["pooled"] = x[:, 0]
        out["logits.head"] = self.head(x[:, 0])
        if self.head_dist is not None:
            out["logits.head_dist"] = self.head_dist(x[:, 1])
        return out


def resized(rows, columns):
    """DINO's position embeddings of another image size; patches are asked for by a factor that is a tenth too many."""
    values = closed_form.values("pos_embed", (1, 2 + 14 * 14, 8)).double()
    grid = values[:, 2:].reshape(1, 14, 14, 8).permute(0, 3, 1, 2)
    factor = ((rows + 0.1) / 14, (columns + 0.1) / 14)
    grid = F.interpolate(grid, scale_factor=factor, mode="bicubic")
    assert grid.shape[2:] == (rows, columns)
    return torch.cat([values[:, :2], grid.permute(0, 2, 3, 1).flatten(1, 2)], 1)


@torch.no_grad()
def main(folder):
    networks = {
        "resnet18": (ResNet((2, 2, 2, 2), 1), (2, 3, 64, 64)),
        "resnet50": (ResNet((3, 4, 6, 3), 4), (2, 3, 64, 64)),
        "vit-tiny-16": (VisionTransformer(192, 12, 3, 16, 224), (1, 3, 224, 224)),
        "deit-tiny-distilled-16": (VisionTransformer(192, 12, 3, 16, 64, distilled=True), (2, 3, 64, 64)),
        "dinov2-block": (VisionTransformer(384, 1, 6, 14, 56, registers=4, layer_scale=True), (2, 3, 56, 56)),
    }
    for name, (network, shape) in networks.items():
        closed_form.write(folder / f"{name}.safetensors", closed_form.fill(network)(closed_form.image(*shape)))
    sizes = {f"{rows}x{columns}": resized(rows, columns) for rows, columns in ((7, 7), (16, 20), (6, 37))}
    closed_form.write(folder / "positions.safetensors", sizes)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
