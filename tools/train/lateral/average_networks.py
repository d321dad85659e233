"""Writes the mean of the weights of networks of one course of training, which errs less than each of them.

python3 average_networks.py FIRST.onnx SECOND.onnx ... --out MEAN.onnx
"""
import argparse

import numpy as np
import onnx
from onnx import numpy_helper


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("networks", nargs="+")
    options.add_argument("--out", required=True)
    wanted = options.parse_args()
    models = [onnx.load(path) for path in wanted.networks]
    weights = [{i.name: numpy_helper.to_array(i) for i in model.graph.initializer} for model in models]
    for stored in models[0].graph.initializer:
        if weights[0][stored.name].dtype == np.float32:
            mean = np.mean([each[stored.name] for each in weights], axis=0, dtype=np.float64).astype(np.float32)
            stored.CopyFrom(numpy_helper.from_array(mean, stored.name))
    onnx.save(models[0], wanted.out)


if __name__ == "__main__":
    main()
