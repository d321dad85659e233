"""What the trainings of the lateral networks share: layers, a network to go on from, the course, the command line."""
import argparse
import math
import time
from itertools import takewhile

import cv2
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from lateral_data import HALVES

LAYERS_OF_ITS_OWN = 2  # of the network that tells how a picture is held, which may start from the finder


def two_convolutions(inputs, outputs):
    layers = []
    for n in (inputs, outputs):
        layers += [nn.Conv2d(n, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


def down_the_scales(layers, x):
    """What every scale makes of the one above it."""
    kept = []
    for k, layer in enumerate(layers):
        x = layer(x if k == 0 else nn.functional.max_pool2d(x, 2))
        kept.append(x)
    return kept


def up_the_scales(layers, kept):
    """From the coarsest scale to the finest."""
    x = kept[-1]
    for k in reversed(range(len(layers))):
        x = layers[k](torch.cat([kept[k], nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")], 1))
    return x


def convolutions(model):
    """Convolution and normalisation pairs, in the order in which they run: down the scales and up again."""
    layers = [l for part in model.down for l in part] + [l for part in reversed(getattr(model, "up", [])) for l in part]
    layers = list(getattr(model, "stem", [])) + layers + list(getattr(model, "told", []))
    return [(layers[k], layers[k + 1]) for k in range(0, len(layers), 3)]


def started_from(path, model, drawn):
    """The model with the weights of a written network, of the first layers that are alike: its normalised convolutions are taken apart by the
    spread of drawn pictures."""
    graph = onnx.load(path).graph
    stored = {i.name: numpy_helper.to_array(i).copy() for i in graph.initializer}
    used = [[stored[name] for name in node.input[1:]] for node in graph.node if node.op_type in ("Conv", "ConvTranspose")]
    model.eval()
    alike = list(takewhile(lambda both: both[0][0].weight.shape == both[1][0].shape, zip(convolutions(model), used)))
    if len(alike) < len(convolutions(model)) - LAYERS_OF_ITS_OWN:
        raise ValueError(f"{path} is a network of another kind: {len(alike)} layers are alike")
    with torch.no_grad():
        for (convolution, norm), (weight, bias) in alike:
            convolution.weight.copy_(torch.from_numpy(weight))

            def taken_apart(_, __, out, norm=norm, bias=torch.from_numpy(bias)):
                mean, spread = out.mean((0, 2, 3)), out.var((0, 2, 3))
                norm.running_mean.copy_(mean)
                norm.running_var.copy_(spread)
                norm.weight.copy_((spread + norm.eps).sqrt())
                norm.bias.copy_(bias + mean)
            hook = convolution.register_forward_hook(taken_apart)
            convolution.hook = hook
        if model.last.weight.shape == used[-1][0].shape:
            model.last.weight.copy_(torch.from_numpy(used[-1][0]))
            model.last.bias.copy_(torch.from_numpy(used[-1][1]))
        model(drawn)
        for (convolution, _), _ in alike:
            convolution.hook.remove()
    return model


def written(model, path, names, drawn, axes):
    """As ONNX. `axes`: those of both planes that may have any length, by number."""
    model.eval()
    torch.onnx.export(model, drawn, path, input_names=names[:1], output_names=names[1:], dynamic_axes={name: axes for name in names}, opset_version=11)
    model.train()


def course(model, wanted, weight_decay, next_loss, write, after_step=lambda: None, more=lambda: ""):
    """Steps until the minutes are over, at a rate that falls along half a cosine; writes the network now and then and at the end."""
    began, written_at, step, mean_loss = time.time(), time.time(), 0, 0.0
    optimiser = torch.optim.AdamW(model.parameters(), lr=wanted.rate, weight_decay=weight_decay)
    while (share := (time.time() - began) / (60 * wanted.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = wanted.rate * min(1, (step + 1) / 30) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))
        loss = next_loss()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        after_step()
        step += 1
        mean_loss += max(0.02, 1 / step) * (loss.item() - mean_loss)
        if step % 20 == 0:
            print(step, f"{time.time() - began:.0f} s, {mean_loss:.4f}{more()}", flush=True)
        if time.time() - written_at > 60 * wanted.every:
            write()
            written_at = time.time()
    write()


def training_options(description, minutes, out):
    """What the trainings take from the command line; sets up one thread of each library."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("data")
    options.add_argument("--labels", help="folder of CTs as label_subjects.py writes them")
    options.add_argument("--without", choices=sorted(set().union(HALVES, *HALVES.values())), help="the half of the subjects, or the subject, that this network will be measured on")
    options.add_argument("--minutes", type=float, default=minutes)
    options.add_argument("--every", type=float, default=3, help="minutes between two written networks")
    options.add_argument("--rate", type=float, default=2e-3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", help="a written network (.onnx) to go on from")
    options.add_argument("--out", default=out)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    return options.parse_args()
