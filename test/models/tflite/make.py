"""Writes sums.tflite, a classifier of 4x4 colour images: how much of each channel, with a bias, and a softmax.

pip install numpy==2.4.6 flatbuffers==25.12.19 tflite==2.18.0 && python test/models/tflite/make.py
"""

from pathlib import Path

import flatbuffers
import numpy as np
import tflite

builder = flatbuffers.Builder(4096)


def vector(start, items, prepend):
    start(builder, len(items))
    for item in reversed(items):
        prepend(item)
    return builder.EndVector()


offsets = lambda start, items: vector(start, items, builder.PrependUOffsetTRelative)
numbers = lambda start, items: vector(start, items, builder.PrependInt32)


def buffer(array=None):
    data = None if array is None else builder.CreateByteVector(array.tobytes())
    tflite.BufferStart(builder)
    if data is not None:
        tflite.BufferAddData(builder, data)
    return tflite.BufferEnd(builder)


def tensor(name, shape, place, kind=tflite.TensorType.FLOAT32):
    text, sides = builder.CreateString(name), numbers(tflite.TensorStartShapeVector, shape)
    tflite.TensorStart(builder)
    tflite.TensorAddName(builder, text)
    tflite.TensorAddShape(builder, sides)
    tflite.TensorAddType(builder, kind)
    tflite.TensorAddBuffer(builder, place)
    return tflite.TensorEnd(builder)


def operator(code, inputs, outputs, options_type, options):
    ins, outs = numbers(tflite.OperatorStartInputsVector, inputs), numbers(tflite.OperatorStartOutputsVector, outputs)
    tflite.OperatorStart(builder)
    tflite.OperatorAddOpcodeIndex(builder, code)
    tflite.OperatorAddInputs(builder, ins)
    tflite.OperatorAddOutputs(builder, outs)
    tflite.OperatorAddBuiltinOptionsType(builder, options_type)
    tflite.OperatorAddBuiltinOptions(builder, options)
    return tflite.OperatorEnd(builder)


def code(builtin):
    tflite.OperatorCodeStart(builder)
    tflite.OperatorCodeAddDeprecatedBuiltinCode(builder, builtin)
    tflite.OperatorCodeAddBuiltinCode(builder, builtin)
    tflite.OperatorCodeAddVersion(builder, 1)
    return tflite.OperatorCodeEnd(builder)


weights = np.zeros((3, 48), np.float32)
for channel in range(3):
    weights[channel, channel::3] = 1
bias = np.array([0.5, 0, -0.5], np.float32)
buffers = [buffer(), buffer(weights), buffer(bias), buffer(np.array([1, 48], np.int32))]
tensors = [
    tensor("image", [1, 4, 4, 3], 0),
    tensor("weights", [3, 48], 1),
    tensor("bias", [3], 2),
    tensor("row", [2], 3, tflite.TensorType.INT32),
    tensor("flat", [1, 48], 0),
    tensor("sums", [1, 3], 0),
    tensor("scores", [1, 3], 0),
]
tflite.ReshapeOptionsStart(builder)
reshape = tflite.ReshapeOptionsEnd(builder)
tflite.FullyConnectedOptionsStart(builder)
dense = tflite.FullyConnectedOptionsEnd(builder)
tflite.SoftmaxOptionsStart(builder)
tflite.SoftmaxOptionsAddBeta(builder, 1.0)
softmax = tflite.SoftmaxOptionsEnd(builder)
options = tflite.BuiltinOptions
operators = [
    operator(0, [0, 3], [4], options.ReshapeOptions, reshape),
    operator(1, [4, 1, 2], [5], options.FullyConnectedOptions, dense),
    operator(2, [5], [6], options.SoftmaxOptions, softmax),
]
kinds = tflite.BuiltinOperator
codes = [code(kinds.RESHAPE), code(kinds.FULLY_CONNECTED), code(kinds.SOFTMAX)]

all_tensors = offsets(tflite.SubGraphStartTensorsVector, tensors)
inputs, outputs = numbers(tflite.SubGraphStartInputsVector, [0]), numbers(tflite.SubGraphStartOutputsVector, [6])
all_operators = offsets(tflite.SubGraphStartOperatorsVector, operators)
tflite.SubGraphStart(builder)
tflite.SubGraphAddTensors(builder, all_tensors)
tflite.SubGraphAddInputs(builder, inputs)
tflite.SubGraphAddOutputs(builder, outputs)
tflite.SubGraphAddOperators(builder, all_operators)
subgraph = tflite.SubGraphEnd(builder)

all_codes = offsets(tflite.ModelStartOperatorCodesVector, codes)
subgraphs = offsets(tflite.ModelStartSubgraphsVector, [subgraph])
all_buffers = offsets(tflite.ModelStartBuffersVector, buffers)
tflite.ModelStart(builder)
tflite.ModelAddVersion(builder, 3)
tflite.ModelAddOperatorCodes(builder, all_codes)
tflite.ModelAddSubgraphs(builder, subgraphs)
tflite.ModelAddBuffers(builder, all_buffers)
builder.Finish(tflite.ModelEnd(builder), b"TFL3")
Path(__file__).with_name("sums.tflite").write_bytes(bytes(builder.Output()))
