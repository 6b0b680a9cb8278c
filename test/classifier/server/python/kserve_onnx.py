"""ONNX files behind KServe's server: python kserve_onnx.py HTTP_PORT GRPC_PORT NAME=FILE..."""

import sys

import onnxruntime
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer


class OnnxModel(Model):
    def __init__(self, name: str, file: str):
        super().__init__(name)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(file, options)
        self.ready = True

    async def get_input_types(self):
        return [described(port) for port in self.session.get_inputs()]

    async def get_output_types(self):
        return [described(port) for port in self.session.get_outputs()]

    async def predict(self, payload: InferRequest, headers=None, response_headers=None) -> InferResponse:
        [image] = payload.inputs
        names = [output.name for output in self.session.get_outputs()]
        outputs = []
        for name, scores in zip(names, self.session.run(names, {image.name: image.as_numpy()})):
            output = InferOutput(name=name, shape=list(scores.shape), datatype="FP32")
            output.set_data_from_numpy(scores, binary_data=payload.use_binary_outputs)
            outputs.append(output)
        return InferResponse(response_id=payload.id or "none", model_name=self.name, infer_outputs=outputs)


def described(port):
    return {"name": port.name, "datatype": "FP32", "shape": [-1, *port.shape[1:]]}


if __name__ == "__main__":
    http, grpc, *models = sys.argv[1:]
    served = [OnnxModel(*model.split("=", 1)) for model in models]
    ModelServer(http_port=int(http), grpc_port=int(grpc), workers=1).start(served)
