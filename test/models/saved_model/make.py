# Makes the SavedModel beside this file; the README says how. Its weights come from a seed and it has no biases, so that
# it is scale-invariant.
import pathlib

import numpy as np
import tensorflow as tf

random = np.random.default_rng(7)


class Classifier(tf.Module):
    def __init__(self):
        super().__init__()
        self.hidden = tf.Variable(random.normal(0, 0.5, (16, 8)).astype(np.float32), name="hidden")
        self.logits = tf.Variable(random.normal(0, 0.5, (8, 3)).astype(np.float32), name="logits")

    def layers(self, image):
        relu = tf.nn.relu(tf.reshape(image, [-1, 16]) @ self.hidden, name="relu")
        return {"relu": relu, "logits": tf.matmul(relu, self.logits, name="logits")}

    @tf.function(input_signature=[tf.TensorSpec([None, 4, 4, 1], tf.float32, name="image")])
    def classify(self, image):
        return {"logits": self.layers(image)["logits"]}

    @tf.function(input_signature=[tf.TensorSpec([None, 4, 4, 1], tf.float32, name="image")])
    def classify_with_layers(self, image):
        return self.layers(image)


model = Classifier()
tf.saved_model.save(
    model,
    str(pathlib.Path(__file__).parent),
    signatures={"serving_default": model.classify, "with_layers": model.classify_with_layers},
)
ramp = tf.reshape(tf.range(16, dtype=tf.float32) / 16, [1, 4, 4, 1])
print("for the image 0/16, 1/16, …, 15/16:")
print({name: value.numpy().tolist() for name, value in model.classify_with_layers(ramp).items()})
