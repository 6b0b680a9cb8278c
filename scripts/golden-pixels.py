"""Writes test/image/golden/torch.json and tensorflow.json: pictures resized by Pillow, torchvision and TensorFlow, and whole
pipelines of transformers, timm and Keras, for test/image to hold conic's own against.

    pip install numpy 'pillow<13' torch torchvision tensorflow transformers timm
    python scripts/golden-pixels.py torch
    python scripts/golden-pixels.py tensorflow

One after the other, as the two libraries do not bear each other in one process. The versions that made a file stand in it.
golden-pixels.mjs does the same with TF.js.

Pillow 13 resizes down before across where that takes more than twice as many rows as columns away; up to Pillow 12 it was across
before down always, and that is what conic does. Of such pictures (portraits, mostly) a fifth of the values differ, by a level; by more
where bicubic or lanczos overshoot black or white in between.
"""


import base64
import importlib.metadata
import json
import os
import sys

import numpy as np
from PIL import Image


def picture(height, width, channels):
    """A ramp with noise on it: the same numbers as `picture` in test/image/golden.ts makes."""
    state = 1
    values = []
    for i in range(height * width * channels):
        state = (75 * state + 74) % 65537
        values.append((i * 255 // (height * width * channels) + state % 160) % 256)
    return np.array(values, np.uint8).reshape(height, width, channels)


def packed(array):
    kind = "float32" if array.dtype.kind == "f" else "uint8"
    return {"kind": kind, "data": base64.b64encode(np.ascontiguousarray(array, kind).tobytes()).decode()}


def as_image(array):
    return Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)


# Shorter, longer, one of each, one side as it is, a large step, and a single pixel.
sizes = [
    ((23, 17, 3), (9, 11)),
    ((7, 5, 3), (16, 13)),
    ((12, 30, 1), (31, 7)),
    ((10, 21, 3), (10, 8)),
    ((60, 80, 1), (3, 4)),
    ((4, 3, 1), (1, 1)),
]
pictures = [(37, 50, 3), (31, 22, 3)]


def resizes(kernels, resized):
    return [
        {"kernel": kernel, "from": shape, "to": size, **packed(resized(kernel, picture(*shape), *size))}
        for kernel in kernels
        for shape, size in sizes
    ]


def write(name, golden, versions):
    with open(f"test/image/golden/{name}.json", "w") as file:
        json.dump({"made by": versions, **golden}, file, indent=1)
        file.write("\n")


def by_torch():
    import torch
    import torchvision.transforms.functional as functional
    import transformers
    from timm.data.transforms_factory import transforms_imagenet_eval

    def resized(kernel, array, height, width):
        library, method = kernel.split("-", 1)
        if library == "pillow":
            return np.asarray(as_image(array).resize((width, height), Image.Resampling[method.upper()]))
        tensor = torch.from_numpy(array.astype(np.float32)).permute(2, 0, 1)
        mode = functional.InterpolationMode[method.upper()]
        # Beyond black and white there are no pixels.
        return functional.resize(tensor, [height, width], mode, antialias=True).clamp(0, 255).permute(1, 2, 0).numpy()

    kernels = [f"pillow-{name}" for name in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")]
    processors = {
        "ViTImageProcessor": {"size": {"height": 12, "width": 14}, "resample": 2, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.25, 0.5]},
        "CLIPImageProcessor": {"size": {"shortest_edge": 14}, "crop_size": {"height": 11, "width": 11}, "resample": 3},
        "ConvNextImageProcessor": {"size": {"shortest_edge": 12}, "crop_pct": 0.875, "resample": 3},
        "EfficientNetImageProcessor": {
            "size": {"height": 18, "width": 18}, "do_center_crop": True, "crop_size": {"height": 13, "width": 13},
            "resample": 0, "rescale_factor": 1 / 127.5, "rescale_offset": True, "do_normalize": False, "include_top": True,
            "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        },
        "MobileNetV1ImageProcessor": {"size": {"shortest_edge": 15}, "crop_size": {"height": 13, "width": 13}, "resample": 2},
        "MobileNetV2ImageProcessor": {"size": {"shortest_edge": 16}, "crop_size": {"height": 12, "width": 14}, "resample": 2},
        "DeiTImageProcessor": {"size": {"height": 17, "width": 17}, "crop_size": {"height": 14, "width": 14}, "resample": 3},
        "LevitImageProcessor": {"size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}, "resample": 3},
        "PoolFormerImageProcessor": {"size": {"shortest_edge": 12}, "crop_size": {"height": 12, "width": 12}, "crop_pct": 0.9, "resample": 3},
        "MobileViTImageProcessor": {"size": {"shortest_edge": 16}, "crop_size": {"height": 14, "width": 14}, "resample": 2},
    }
    pipelines = []
    for name, config in processors.items():
        processor = getattr(transformers, f"{name}Pil")(**config)
        for shape in pictures:
            made = processor(Image.fromarray(picture(*shape)), return_tensors="np")["pixel_values"][0]
            written = {**config, "image_processor_type": name}
            pipelines.append({"preprocessor": written, "from": shape, "dims": made.shape, **packed(made)})

    cfgs = [
        {"input_size": [3, 14, 14], "interpolation": "bicubic", "crop_pct": 0.9, "crop_mode": "center"},
        {"input_size": [3, 12, 15], "interpolation": "bilinear", "crop_pct": 0.875, "crop_mode": "center"},
        {"input_size": [3, 13, 13], "interpolation": "bicubic", "crop_pct": 0.95, "crop_mode": "squash"},
        {"input_size": [3, 14, 14], "interpolation": "bilinear", "crop_pct": 1.0, "crop_mode": "border"},
    ]
    moments = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
    for cfg in cfgs:
        transform = transforms_imagenet_eval(
            tuple(cfg["input_size"][1:]), crop_pct=cfg["crop_pct"], crop_mode=cfg["crop_mode"],
            interpolation=cfg["interpolation"], **moments,
        )
        for shape in pictures:
            made = transform(Image.fromarray(picture(*shape))).numpy()
            pipelines.append({"timm": {**cfg, **moments}, "from": shape, "dims": made.shape, **packed(made)})

    colours = picture(9, 8, 3)
    golden = {
        "resizes": resizes(kernels + ["torchvision-bilinear", "torchvision-bicubic"], resized),
        "pipelines": pipelines,
        "grey": {"from": colours.shape, **packed(np.asarray(Image.fromarray(colours).convert("L")))},
    }
    libraries = ("pillow", "torch", "torchvision", "transformers", "timm")
    write("torch", golden, {library: importlib.metadata.version(library) for library in libraries})


def by_tensorflow():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf

    def resized(kernel, array, height, width):
        centres = kernel == "tensorflow-bilinear"
        return tf.raw_ops.ResizeBilinear(images=array[None], size=[height, width], half_pixel_centers=centres).numpy()[0]

    # Modes that no file declares: as Keras and TensorFlow have them, in floats from 0 to 255.
    fits = []
    for shape in pictures:
        array = picture(*shape)
        smart = tf.keras.preprocessing.image.smart_resize(array, (12, 14), interpolation="bilinear")
        fits.append({"resizing": {"mode": "crop-first", "kernel": "tensorflow-bilinear"}, "from": shape, "to": [12, 14], **packed(np.asarray(smart))})
        central = tf.image.resize(tf.image.central_crop(array, 0.875), (12, 14))
        fits.append({"resizing": {"mode": "crop-fraction", "kernel": "tensorflow-bilinear"}, "from": shape, "to": [12, 14], **packed(central.numpy())})

    kernels = ["tensorflow-bilinear", "tensorflow-bilinear-legacy"]
    write("tensorflow", {"resizes": resizes(kernels, resized), "fits": fits}, {"tensorflow": tf.__version__})


{"torch": by_torch, "tensorflow": by_tensorflow}[sys.argv[1]]()
