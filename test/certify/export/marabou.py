"""Asks Marabou about queries: for each pair of files (.onnx, .vnnlib) prints sat, unsat or what else it says, a line each.

Usage: python3 marabou.py FOLDER NAME...
Reads the part of VNN-LIB that conic writes: bounds of inputs, one sum of them, and a disjunction of Y_j >= Y_k.
"""

import os
import re
import sys
import warnings

warnings.filterwarnings("ignore")
from maraboupy import Marabou, MarabouCore, MarabouUtils


def verdict(folder, name):
    text = open(os.path.join(folder, name + ".vnnlib")).read()
    text = re.sub(r";.*", "", text)
    lower = re.findall(r"\(assert \(>= X_(\d+) ([-+.\d]+)\)\)", text)
    upper = re.findall(r"\(assert \(<= X_(\d+) ([-+.\d]+)\)\)", text)
    together = re.findall(r"\(assert \(<= \(\+ ([^)]*)\) ([-+.\d]+)\)\)", text)
    rivals = re.findall(r"\(>= Y_(\d+) Y_(\d+)\)", text)
    assert lower and len(lower) == len(upper) and rivals
    for rival, label in rivals:
        network = Marabou.read_onnx(os.path.join(folder, name + ".onnx"))
        inputs = network.inputVars[0].flatten()
        outputs = network.outputVars[0].flatten()
        for place, value in lower:
            network.setLowerBound(inputs[int(place)], float(value))
        for place, value in upper:
            network.setUpperBound(inputs[int(place)], float(value))
        for variables, most in together:
            places = [inputs[int(variable[2:])] for variable in variables.split()]
            network.addInequality(places, [1.0] * len(places), float(most))
        network.addInequality([outputs[int(label)], outputs[int(rival)]], [1.0, -1.0], 0.0)
        options = Marabou.createOptions(verbosity=0, timeoutInSeconds=20)
        found, _, _ = network.solve(verbose=False, options=options)
        if found != "unsat":
            return found
    return "unsat"


for name in sys.argv[2:]:
    print(name, verdict(sys.argv[1], name), flush=True)
