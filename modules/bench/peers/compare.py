"""Our training step beside PyTorch's, in alternating rounds; prints medians and ratios.

Each round runs `pretext bench step`, then the peer in both layouts, so that whatever else the
machine does falls on all of them. Let nothing else run meanwhile.

    python3 compare.py --backbone resnet18-cifar --batch 64 --rounds 5
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
LAYOUTS = ("contiguous", "channels_last")


def last_json(command):
    """The JSON object on the last line that `command` prints."""
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"compare: {command[0]} ended with {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours(arguments):
    return last_json(
        [arguments.pretext, "bench", "step", "--method", "simclr", "--backbone", arguments.backbone]
        + ["--batch", arguments.batch, "--image", arguments.image, "--precision", "f32"]
        + ["--threads", arguments.threads, "--json"]
    )


def peer(arguments, layout):
    return last_json(
        [arguments.python, HERE / "simclr_torch.py", "--backbone", arguments.backbone]
        + ["--batch", arguments.batch, "--image", arguments.image]
        + ["--threads", arguments.threads, "--layout", layout]
        + ["--warmup", arguments.peer_warmup, "--steps", arguments.peer_steps]
    )


def compare(arguments):
    runs = {"pretext": [], **{layout: [] for layout in LAYOUTS}}
    for number in range(arguments.rounds):
        runs["pretext"].append(ours(arguments))
        for layout in LAYOUTS:
            runs[layout].append(peer(arguments, layout))
        speeds = "  ".join(f"{name} {run[-1]['images_per_second']:.2f}" for name, run in runs.items())
        print(f"round {number + 1} of {arguments.rounds}, images/s: {speeds}", file=sys.stderr)
    return summary(arguments, runs)


def summary(arguments, runs):
    """Medians over the rounds, and ours over the faster layout of the peer."""
    medians = {
        name: {
            figure: round(statistics.median(run[figure] for run in rounds), 3)
            for figure in ("images_per_second", "step_ms_median", "step_ms_min", "peak_rss_mb")
        }
        for name, rounds in runs.items()
    }
    faster = max(LAYOUTS, key=lambda layout: medians[layout]["images_per_second"])
    pairs = zip(runs["pretext"], runs[faster])
    ratios = [mine["images_per_second"] / theirs["images_per_second"] for mine, theirs in pairs]
    return {
        "backbone": arguments.backbone,
        "batch": arguments.batch,
        "threads": arguments.threads,
        "rounds": arguments.rounds,
        "pretext": medians["pretext"],
        "torch": {layout: medians[layout] for layout in LAYOUTS},
        "faster_layout": faster,
        "speed_ratio": round(statistics.median(ratios), 3),
        "memory_ratio": round(
            medians["pretext"]["peak_rss_mb"] / medians[faster]["peak_rss_mb"], 3
        ),
        "torch_version": runs[faster][0]["torch"],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backbone", default="resnet18-cifar")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--image", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-warmup", type=int, default=4)
    parser.add_argument("--peer-steps", type=int, default=10)
    parser.add_argument("--pretext", default=CHECKOUT / "pretext", help="our launcher")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch")
    print(json.dumps(compare(parser.parse_args()), indent=2))


if __name__ == "__main__":
    main()
