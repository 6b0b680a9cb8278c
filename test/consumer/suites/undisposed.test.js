const { openModel } = require('conic');
const { test: conicTest } = require('conic/jest');

let model;
beforeAll(async () => {
  model = await openModel('lenet-zero-bias.onnx');
});
conicTest('opened and left', () => expect(model).toBeScalarInvariant({ cases: 20 }));
