"""Writes an 8-bit (QDQ, static) and a 16-bit version of each shipped network into this folder, with onnxruntime's own tools.

    pip install numpy==2.3.5 onnx==1.23.2 onnxruntime==1.32.0
    python examples/quantised/quantise.py [--data DIR] [--all]

Ranges of activations are taken from the first 500 images of Fashion-MNIST's training set (Debian: dataset-fashion-mnist). Without
--all, only networks whose files stay small are written: the LeNets.
"""

import argparse
import gzip
import pathlib

import numpy
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16

here = pathlib.Path(__file__).resolve().parent
models = here.parent / "models"
calibrated_with = 500


class Images(CalibrationDataReader):
    """Images of an IDX file, one at a time, as the networks take them."""

    def __init__(self, file: pathlib.Path) -> None:
        with gzip.open(file) as opened:
            pixels = numpy.frombuffer(opened.read(), numpy.uint8, offset=16).reshape(-1, 1, 1, 28, 28)
        images = pixels[:calibrated_with].astype(numpy.float32) / numpy.float32(255)
        self.feeds = iter([{"image": image} for image in images])

    def get_next(self):
        return next(self.feeds, None)


def with_metadata(model: onnx.ModelProto, original: onnx.ModelProto) -> onnx.ModelProto:
    """The tools forget labels and pixel range."""
    del model.metadata_props[:]
    model.metadata_props.extend(original.metadata_props)
    return model


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    parser.add_argument("--all", action="store_true", help="the MLPs as well")
    told = parser.parse_args()
    for net in ["lenet", "mlp"] if told.all else ["lenet"]:
        for biases in ["bias", "zero-bias"]:
            name = f"{net}-{biases}"
            original = onnx.load(models / f"{name}.onnx")
            eight = here / f"{name}-int8.onnx"
            quantize_static(
                models / f"{name}.onnx",
                eight,
                Images(told.data / "train-images-idx3-ubyte.gz"),
                quant_format=QuantFormat.QDQ,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
            )
            onnx.save(with_metadata(onnx.load(eight), original), eight)
            sixteen = convert_float_to_float16(onnx.load(models / f"{name}.onnx"), keep_io_types=True)
            onnx.save(with_metadata(sixteen, original), here / f"{name}-fp16.onnx")


main()
