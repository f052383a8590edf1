"""Writes the golden files of TrajectoryTest: python3 trajectories.py FOLDER.

Every method is written here in plain PyTorch from its paper and its authors' code. Three steps of training in double,
from weights and on views that follow from names by one formula; the losses and everything that the steps change are
kept.
"""

import copy
import math
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

sys.path.append(str(Path(__file__).resolve().parents[5] / "zoo/src/test/python"))
import closed_form
import splittable_random

IMAGES = 16
POPULATION = 24
SEED = 5
STEPS = 3
WIDTH, HIDDEN, OUT = 6, 12, 8
QUEUE = 40
GLOBALS = [8, 8]
CROPS = [8, 8, 4, 4]


class SplitNorm(nn.BatchNorm2d):
    """A batch norm as if on several devices: device d has the d-th share of the images; statistics are averaged."""

    def __init__(self, channels, devices):
        super().__init__(channels)
        self.devices = devices

    def forward(self, x):
        y, means, variances = [], [], []
        for d, part in enumerate(x.chunk(self.devices)):
            means.append(self.running_mean.clone())
            variances.append(self.running_var.clone())
            y.append(F.batch_norm(part, means[d], variances[d], self.weight, self.bias, True, 0.1, self.eps))
        self.running_mean.copy_(torch.stack(means).mean(0))
        self.running_var.copy_(torch.stack(variances).mean(0))
        return torch.cat(y)


class Tiny(nn.Module):
    """Two convolutions with norms, and the mean over the map."""

    def __init__(self, devices=1):
        super().__init__()
        norm = (lambda c: SplitNorm(c, devices)) if devices > 1 else nn.BatchNorm2d
        self.conv1, self.bn1 = nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False), norm(WIDTH)
        self.conv2, self.bn2 = nn.Conv2d(WIDTH, WIDTH, 3, 2, 1, bias=False), norm(WIDTH)

    def forward(self, x):
        return self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))).mean((2, 3))


class WeightNorm(nn.BatchNorm1d):
    """A batch norm that learns a weight and no bias."""

    def __init__(self, channels):
        super().__init__(channels)
        self.bias = None


class Mlp(nn.Module):
    """Linear layers of these widths; a norm (without bias before it) and a ReLU after all but the last."""

    def __init__(self, *widths, hidden=nn.BatchNorm1d, last=None, bias=True):
        super().__init__()
        self.layers = len(widths) - 1
        for i in range(1, self.layers + 1):
            norm = last if i == self.layers else hidden
            with_bias = norm is None and (bias if i == self.layers else True)
            self.add_module(f"fc{i}", nn.Linear(widths[i - 1], widths[i], bias=with_bias))
            if norm is not None:
                self.add_module(f"bn{i}", norm(widths[i]))

    def forward(self, x):
        for i in range(1, self.layers + 1):
            x = getattr(self, f"fc{i}")(x)
            if hasattr(self, f"bn{i}"):
                x = getattr(self, f"bn{i}")(x)
            if i < self.layers:
                x = F.relu(x)
        return x


def plain_norm(width):
    return nn.BatchNorm1d(width, affine=False)


class Encoder(nn.Module):
    def __init__(self, projector, devices=1):
        super().__init__()
        self.backbone = Tiny(devices)
        self.projector = projector

    def forward(self, x):
        return self.projector(self.backbone(x))


def each(network, views):
    """One pass per view."""
    return [network(v) for v in views]


def together(network, views):
    """One pass per size of crop."""
    out = []
    for size in dict.fromkeys(v.shape[-1] for v in views):
        same = [v for v in views if v.shape[-1] == size]
        out += network(torch.cat(same)).chunk(len(same))
    return out


def unit(x):
    return F.normalize(x, dim=1)


def pairs(views):
    """Every view with every global view other than itself."""
    count = sum(v.shape[-1] == views[0].shape[-1] for v in views)
    return [(v, t) for v in range(len(views)) for t in range(count) if t != v]


def mean(terms):
    return sum(terms) / len(terms)


def info_nce(q, k, temperature):
    """Each row of q against all rows of k; its own is right."""
    return F.cross_entropy(q @ k.T / temperature, torch.arange(len(q)))


def against_queue(q, k, queue, temperature):
    """MoCo's listing."""
    positive = torch.einsum("nc,nc->n", q, k).unsqueeze(-1)
    negative = torch.einsum("nc,kc->nk", q, queue)
    logits = torch.cat([positive, negative], dim=1) / temperature
    return F.cross_entropy(logits, torch.zeros(len(q), dtype=torch.long))


def nt_xent(z, views, temperature):
    """The formula of SimCLR's paper, anchor by anchor; with more views, pair by pair against the global ones."""
    z = [unit(e) for e in z]
    if len(z) == 2:
        both = torch.cat(z)
        similarity = both @ both.T / temperature
        similarity = similarity.masked_fill(torch.eye(len(both), dtype=torch.bool), -math.inf)
        return F.cross_entropy(similarity, torch.arange(len(both)).roll(len(z[0])))
    targets = sorted({t for _, t in pairs(views)})
    terms = []
    for v, t in pairs(views):
        for i in range(IMAGES):
            positive = z[v][i] @ z[t][i]
            negative = [z[v][i] @ z[g][j] for g in targets for j in range(IMAGES) if j != i]
            terms.append(F.cross_entropy(torch.stack([positive, *negative])[None] / temperature, torch.tensor([0])))
    return mean(terms)


class Method(nn.Module):
    """Sub-classes build what is trained, then call ready()."""

    def ready(self):
        self.double()
        for name, t in self.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                t.copy_(closed_form.values(name, tuple(t.shape)))
        for name in ("queue", "bank", "memory"):
            for t in [t for n, t in self.named_buffers() if n.split(".")[0] == name]:
                t.copy_(unit(t))
        if hasattr(self, "online"):
            self.target = self.follower()
            self.target.requires_grad_(False)

    def follower(self):
        return copy.deepcopy(self.online)

    def settle(self, step):
        pass

    def follow(self, m):
        for ours, theirs in zip(self.target.parameters(), self.online.parameters()):
            ours.copy_(m * ours + (1 - m) * theirs)

    def values(self):
        known = {n.replace(".", "/"): t for n, t in self.state_dict().items()}
        return {n: t for n, t in known.items() if not n.endswith("num_batches_tracked")}


def annealed(start, step):
    return 1 - (1 - start) * (math.cos(math.pi * step / STEPS) + 1) / 2


def enqueue(queue, rows):
    queue.copy_(torch.cat([queue, rows])[-len(queue) :])


class SimClr(Method):
    def __init__(self):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, OUT, last=WeightNorm)
        self.ready()

    def embed(self, x):
        return self.projector(self.backbone(x))

    def loss(self, views, step):
        return nt_xent(together(self.embed, views), views, 0.5)


class SimClrV2(Method):
    def __init__(self, memory):
        super().__init__()
        self.online = Encoder(Mlp(WIDTH, HIDDEN, HIDDEN, OUT, last=WeightNorm))
        if memory:
            self.register_buffer("memory", torch.empty(memory, OUT))
        self.ready()
        if not memory:
            del self.target

    def loss(self, views, step):
        z = together(self.online, views)
        if not hasattr(self, "memory"):
            return nt_xent(z, views, 0.3)
        with torch.no_grad():
            self.keys = [unit(k) for k in together(self.target, views[:2])]
        return mean([against_queue(unit(z[v]), self.keys[t], self.memory, 0.3) for v, t in pairs(views)])

    def settle(self, step):
        if hasattr(self, "memory"):
            self.follow(0.9)
            for k in self.keys:
                enqueue(self.memory, k)


class MoCo(Method):
    def __init__(self, projector, temperature, symmetric):
        super().__init__()
        self.online = Encoder(projector, devices=2)
        self.register_buffer("queue", torch.empty(QUEUE, OUT))
        self.temperature, self.symmetric = temperature, symmetric
        self.ready()

    @torch.no_grad()
    def key(self, x, name, step):
        order = torch.tensor(splittable_random.permutation(SEED, step, name, len(x)))
        return unit(self.target(x[order]))[torch.argsort(order)]

    def loss(self, views, step):
        self.keys = [self.key(views[1], "shuffle", step)]
        if not self.symmetric:
            return against_queue(unit(self.online(views[0])), self.keys[0], self.queue, self.temperature)
        self.keys.append(self.key(views[0], "shuffle_1", step))
        q = [unit(z) for z in each(self.online, views)]
        return mean([against_queue(q[v], self.keys[1 - t], self.queue, self.temperature) for v, t in pairs(views)])

    def settle(self, step):
        self.follow(0.9)
        for k in self.keys:
            enqueue(self.queue, k)


class MoCoV3(Method):
    def __init__(self, projector, predictor, temperature):
        super().__init__()
        self.online = Encoder(projector)
        self.predictor = predictor
        self.temperature = temperature
        self.ready()

    def loss(self, views, step):
        q = [unit(self.predictor(z)) for z in each(self.online, views)]
        with torch.no_grad():
            k = [unit(z) for z in each(self.target, views[:2])]
        return 2 * 2 * self.temperature * mean([info_nce(q[v], k[t], self.temperature) for v, t in pairs(views)])

    def settle(self, step):
        self.follow(annealed(0.8, step))


class InstDisc(Method):
    def __init__(self, negatives):
        super().__init__()
        self.negatives = negatives
        if negatives:
            self.register_buffer("normaliser", torch.zeros(1))
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, OUT)
        self.register_buffer("bank", torch.empty(POPULATION, OUT))
        self.ready()

    def loss(self, views, step):
        self.index = torch.tensor(indices(step))
        self.z = unit(self.projector(self.backbone(views[0])))
        if not self.negatives:
            return F.cross_entropy(self.z @ self.bank.T / 0.1, self.index)
        drawn = splittable_random.choice(SEED, step, "negatives", POPULATION, self.negatives)
        noise = torch.exp(self.z @ self.bank[drawn].T / 0.1)
        if step == 0:
            self.normaliser.fill_(POPULATION * noise.mean().item())
        share = self.negatives / POPULATION
        own = torch.exp((self.z * self.bank[self.index]).sum(1) / 0.1) / self.normaliser
        noise = noise / self.normaliser
        return -(torch.log(own / (own + share)) + torch.log(share / (noise + share)).sum(1)).mean()

    def settle(self, step):
        self.bank[self.index] = unit(0.7 * self.bank[self.index] + 0.3 * self.z)


class Byol(Method):
    def __init__(self):
        super().__init__()
        self.online = Encoder(Mlp(WIDTH, HIDDEN, OUT, bias=False))
        self.predictor = Mlp(OUT, HIDDEN, OUT, bias=False)
        self.ready()

    def loss(self, views, step):
        p = [unit(self.predictor(z)) for z in each(self.online, views)]
        with torch.no_grad():
            t = [unit(z) for z in each(self.target, views[:2])]
        if len(views) == 2:
            return sum((a - b).square().sum(1).mean() for a, b in [(p[0], t[1]), (p[1], t[0])])
        return 2 * mean([(p[v] - t[u]).square().sum(1).mean() for v, u in pairs(views)])

    def settle(self, step):
        self.follow(annealed(0.8, step))


class SimSiam(Method):
    def __init__(self, passes):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, OUT, OUT, OUT, last=plain_norm)
        self.predictor = Mlp(OUT, 4, OUT)
        self.passes = passes
        self.ready()

    def loss(self, views, step):
        z = self.passes(lambda x: self.projector(self.backbone(x)), views)
        p = each(self.predictor, z)
        return -mean([F.cosine_similarity(p[v], z[t].detach()).mean() for v, t in pairs(views)])


def sinkhorn(scores, epsilon):
    """SwAV's listing."""
    q = torch.exp(scores / epsilon).T
    q /= q.sum()
    k, b = q.shape
    for _ in range(3):
        q /= q.sum(1, keepdim=True) * k
        q /= q.sum(0, keepdim=True) * b
    return (q * b).T


class SwAv(Method):
    def __init__(self, queue):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, OUT)
        self.prototypes = nn.Linear(OUT, 11, bias=False)
        if queue:
            self.queue = nn.Module()
            self.queue.register_buffer("0", torch.empty(queue, OUT))
            self.queue.register_buffer("1", torch.empty(queue, OUT))
        self.ready()
        self.normalise()

    @torch.no_grad()
    def normalise(self):
        self.prototypes.weight.copy_(unit(self.prototypes.weight))

    def loss(self, views, step):
        self.normalise()
        self.z = together(lambda x: unit(self.projector(self.backbone(x))), views)
        scores = [self.prototypes(z) for z in self.z]
        losses = []
        for t in range(2):
            with torch.no_grad():
                all_scores = scores[t]
                if hasattr(self, "queue") and step >= 1:
                    all_scores = torch.cat([self.prototypes(getattr(self.queue, str(t))), all_scores])
                q = sinkhorn(all_scores, 0.1)[-IMAGES:]
            others = [v for v in range(len(views)) if v != t]
            losses.append(mean([-(q * F.log_softmax(scores[v] / 0.2, dim=1)).sum(1).mean() for v in others]))
        return mean(losses)

    def settle(self, step):
        self.normalise()
        if hasattr(self, "queue"):
            for t in range(2):
                enqueue(getattr(self.queue, str(t)), self.z[t])


def off_diagonal(x):
    return x[~torch.eye(len(x), dtype=torch.bool)]


class Barlow(Method):
    def __init__(self):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, HIDDEN, OUT, bias=False)
        self.bn = plain_norm(OUT)
        self.ready()

    def loss(self, views, step):
        z = each(self.bn, each(lambda x: self.projector(self.backbone(x)), views))
        terms = []
        for v, t in pairs(views):
            c = z[v].T @ z[t] / IMAGES
            terms.append((torch.diagonal(c) - 1).square().sum() + 0.05 * off_diagonal(c).square().sum())
        return 0.1 * mean(terms)


class VicReg(Method):
    def __init__(self):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, HIDDEN, OUT, bias=False)
        self.ready()

    def loss(self, views, step):
        z = each(lambda v: self.projector(self.backbone(v)), views)
        loss = 25 * mean([F.mse_loss(z[v], z[t]) for v, t in pairs(views)])
        loss += 25 * mean([F.relu(1 - torch.sqrt(x.var(dim=0) + 1e-4)).mean() for x in z])
        centred = [x - x.mean(dim=0) for x in z]
        covariances = [off_diagonal(x.T @ x / (IMAGES - 1)).square().sum() / OUT for x in centred]
        return 0.02 * (loss + 2 * mean(covariances))


class DinoHead(nn.Module):
    def __init__(self, norms):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(WIDTH, HIDDEN, bias=not norms), nn.Linear(HIDDEN, HIDDEN, bias=not norms)
        if norms:
            self.bn1, self.bn2 = nn.BatchNorm1d(HIDDEN), nn.BatchNorm1d(HIDDEN)
        self.fc3 = nn.Linear(HIDDEN, OUT)
        self.last = nn.utils.weight_norm(nn.Linear(OUT, 12, bias=False))
        self.last.weight_g.data.fill_(1)
        self.last.weight_g.requires_grad = False
        self.norms = norms

    def forward(self, x):
        x = self.fc1(x)
        x = F.gelu(self.bn1(x) if self.norms else x)
        x = self.fc2(x)
        x = F.gelu(self.bn2(x) if self.norms else x)
        return self.last(F.normalize(self.fc3(x), dim=-1))


class Dino(Method):
    def __init__(self, norms):
        super().__init__()
        self.norms = norms
        self.online = Encoder(DinoHead(norms))
        self.register_buffer("centre", torch.empty(1, 12))
        self.ready()
        for encoder in (self.online, self.target):
            encoder.projector.last.weight_g.fill_(1)
            weight = encoder.projector.last.weight_v
            with torch.no_grad():
                weight.copy_(closed_form.values("online.head.last.weight", tuple(weight.shape)))

    def ready(self):
        super().ready()
        for name, t in self.online.projector.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                t.copy_(closed_form.values("online.head." + name, tuple(t.shape)))
        self.target.load_state_dict(self.online.state_dict())

    def follower(self):
        return Encoder(DinoHead(self.norms)).double()

    def loss(self, views, step):
        student = [s / 0.1 for s in together(self.online, views)]
        temperature = [0.06, 0.07, 0.08][step]
        with torch.no_grad():
            self.answers = together(self.target, views[:2])
            teacher = [F.softmax((t - self.centre) / temperature, dim=-1) for t in self.answers]
        total, terms = 0, 0
        for iq, q in enumerate(teacher):
            for v in range(len(student)):
                if v != iq:
                    total += torch.sum(-q * F.log_softmax(student[v], dim=-1), dim=-1).mean()
                    terms += 1
        return total / terms

    def settle(self, step):
        self.follow(annealed(0.8, step))
        self.centre.copy_(0.9 * self.centre + 0.1 * torch.cat(self.answers).mean(0, keepdim=True))

    def values(self):
        rename = lambda n: n.replace("/projector/", "/head/").replace("/last/weight_v", "/last/weight")
        named = {rename(n): t for n, t in super().values().items()}
        return {n: t for n, t in named.items() if not n.endswith("weight_g")}


class SupCon(Method):
    def __init__(self):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, OUT, hidden=None)
        self.ready()

    def loss(self, views, step):
        """The authors' code, all views as anchors and the global ones as what they are compared with."""
        z = torch.cat([unit(z) for z in together(lambda x: self.projector(self.backbone(x)), views)])
        globals_ = 2 * IMAGES
        labels = torch.tensor(classes(step)).repeat(len(views))
        logits = z @ z[:globals_].T / 0.2
        logits_mask = 1 - torch.eye(len(z))[:, :globals_]
        mask = (labels[:, None] == labels[None, :globals_]) * logits_mask
        log_prob = logits - torch.log((torch.exp(logits) * logits_mask).sum(1, keepdim=True))
        return (-(0.2 / 0.1) * (mask * log_prob).sum(1) / mask.sum(1)).mean()


class NnClr(Method):
    def __init__(self):
        super().__init__()
        self.backbone = Tiny()
        self.projector = Mlp(WIDTH, HIDDEN, HIDDEN, OUT, last=WeightNorm)
        self.predictor = Mlp(OUT, HIDDEN, OUT)
        self.register_buffer("queue", torch.empty(QUEUE, OUT))
        self.ready()

    def nearest(self, z):
        with torch.no_grad():
            return self.queue[(unit(z) @ self.queue.T).argmax(1)]

    def loss(self, views, step):
        z = each(lambda x: self.projector(self.backbone(x)), views)
        p = [unit(x) for x in each(self.predictor, z)]
        self.z1 = unit(z[0])
        return mean([info_nce(self.nearest(z[t]), p[v], 0.2) for v, t in pairs(views)])

    def settle(self, step):
        enqueue(self.queue, self.z1)


def indices(step):
    return [(5 * i + 3 * step) % POPULATION for i in range(IMAGES)]


def classes(step):
    return [(i * i + step) % 3 for i in range(IMAGES)]


def images(step, sizes):
    """Each with a colour of its own, so that the images of a batch differ after pooling too."""
    views = []
    for v, size in enumerate(sizes):
        noise = closed_form.values(f"step{step}.view{v}", (IMAGES, 3, size * size))
        colour = closed_form.values(f"step{step}.view{v}.colour", (IMAGES, 3, 1))
        views.append((noise + colour).double().reshape(IMAGES, 3, size, size))
    return views


def sgd(parameters):
    return torch.optim.SGD(parameters, 0.05, momentum=0.9, weight_decay=0.01)


def adam_w(parameters):
    # With a large epsilon, a gradient that is zero but for rounding moves nothing.
    return torch.optim.AdamW(parameters, 0.01, betas=(0.9, 0.95), eps=3e-3, weight_decay=0.1)


CASES = {
    "simclr": (SimClr, GLOBALS, sgd),
    "simclr-crops": (SimClr, CROPS, sgd),
    "simclr-v2": (lambda: SimClrV2(0), GLOBALS, sgd),
    "simclr-v2-memory": (lambda: SimClrV2(QUEUE), GLOBALS, sgd),
    "moco-v1": (lambda: MoCo(Mlp(WIDTH, OUT), 0.2, False), GLOBALS, sgd),
    "moco-v2": (lambda: MoCo(Mlp(WIDTH, HIDDEN, OUT, hidden=None), 0.3, True), GLOBALS, sgd),
    "moco-v2-crops": (lambda: MoCo(Mlp(WIDTH, HIDDEN, OUT, hidden=None), 0.3, True), CROPS, sgd),
    "moco-v3": (
        lambda: MoCoV3(Mlp(WIDTH, HIDDEN, OUT, last=plain_norm), Mlp(OUT, HIDDEN, OUT, bias=False), 0.5),
        GLOBALS,
        sgd,
    ),
    "moco-v3-crops": (
        lambda: MoCoV3(Mlp(WIDTH, HIDDEN, OUT, last=plain_norm), Mlp(OUT, HIDDEN, OUT, bias=False), 0.5),
        CROPS,
        sgd,
    ),
    "moco-v3-adamw": (
        lambda: MoCoV3(Mlp(WIDTH, HIDDEN, HIDDEN, OUT, last=plain_norm), Mlp(OUT, HIDDEN, OUT, last=plain_norm), 0.2),
        GLOBALS,
        adam_w,
    ),
    "instdisc": (lambda: InstDisc(0), [8], sgd),
    "instdisc-nce": (lambda: InstDisc(10), [8], sgd),
    "byol": (Byol, GLOBALS, sgd),
    "byol-crops": (Byol, CROPS, sgd),
    "simsiam": (lambda: SimSiam(each), GLOBALS, sgd),
    "simsiam-crops": (lambda: SimSiam(each), CROPS, sgd),
    "simsiam-together": (lambda: SimSiam(together), GLOBALS, sgd),
    "swav": (lambda: SwAv(0), GLOBALS, sgd),
    "swav-crops-queue": (lambda: SwAv(24), CROPS, sgd),
    "barlow": (Barlow, GLOBALS, sgd),
    "barlow-crops": (Barlow, CROPS, sgd),
    "vicreg": (VicReg, GLOBALS, sgd),
    "vicreg-crops": (VicReg, CROPS, sgd),
    "dino": (lambda: Dino(False), GLOBALS, sgd),
    "dino-crops-norms": (lambda: Dino(True), CROPS, sgd),
    "dino-adamw": (lambda: Dino(False), CROPS, adam_w),
    "supcon": (SupCon, GLOBALS, sgd),
    "supcon-crops": (SupCon, CROPS, sgd),
    "nnclr": (NnClr, GLOBALS, sgd),
    "nnclr-crops": (NnClr, CROPS, sgd),
}


def train(build, sizes, optimizer):
    method = build()
    trained = {n: p for n, p in method.named_parameters() if p.requires_grad}
    before = {n: p.detach().clone() for n, p in trained.items()}
    optimizer = optimizer(trained.values())
    losses = []
    for step in range(STEPS):
        loss = method.loss(images(step, sizes), step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            method.settle(step)
        losses.append(loss.item())
    moved = {n: ((p - before[n]).abs().max() / p.abs().max()).item() for n, p in trained.items()}
    return losses, moved, method.values()


if __name__ == "__main__":
    for name, case in CASES.items():
        losses, moved, values = train(*case)
        least = sorted(moved.items(), key=lambda m: m[1])[:3]
        print(name, *[f"{loss:.4f}" for loss in losses], "moved least:", *[f"{n} {share:.1e}" for n, share in least])
        closed_form.write(Path(sys.argv[1]) / f"{name}.safetensors", {"loss": torch.tensor(losses), **values})
