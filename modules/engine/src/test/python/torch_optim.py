"""Prints the golden file of OptimizerTest: three updates of each rule by torch.optim.

    python3 torch_optim.py > ../resources/io/pretext/engine/update/torch-optim.txt

Each line: case, number of the update, the parameter after it. Start and gradients are the exact
binary fractions that OptimizerTest computes.
"""
import torch

SIZE = 9


def start():
    return torch.tensor([(i - 3) * 0.25 for i in range(SIZE)])


def gradient(update):
    return torch.tensor([((i * 7 + update * 5) % 11 - 5) * 0.125 for i in range(SIZE)])


def run(case, make, clip=None, scale=1.0):
    parameter = torch.nn.Parameter(start())
    optimizer = make([parameter])
    for update in (1, 2, 3):
        parameter.grad = gradient(update) * scale
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([parameter], clip)
        optimizer.step()
        print(case, update, *("%.9g" % value for value in parameter.tolist()))


optim = torch.optim
run("sgd-plain", lambda p: optim.SGD(p, 0.1, weight_decay=0.01))
run("sgd-momentum", lambda p: optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01))
run("sgd-nesterov", lambda p: optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01, nesterov=True))
run("sgd-clipped", lambda p: optim.SGD(p, 0.1, momentum=0.9), clip=0.5)
run("sgd-scaled", lambda p: optim.SGD(p, 0.1, momentum=0.9), scale=0.25)
run("sgd-scaled-clipped", lambda p: optim.SGD(p, 0.1, momentum=0.9), clip=0.2, scale=0.25)
run("adam", lambda p: optim.Adam(p, 0.01, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1))
run("adamw", lambda p: optim.AdamW(p, 0.01, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1))
