"""An ONNX file as a model of MLServer: `implementation` of a model-settings.json, whose `uri` is the file."""

import numpy
import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class OnnxModel(MLModel):
    async def load(self) -> bool:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri, options)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        [image] = payload.inputs
        names = [output.name for output in self.session.get_outputs()]
        scores = self.session.run(names, {image.name: NumpyCodec.decode_input(image).astype(numpy.float32)})
        outputs = [NumpyCodec.encode_output(name, values) for name, values in zip(names, scores)]
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=outputs)
