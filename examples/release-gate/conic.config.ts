import { defineConfig } from 'conic';

// May the network without biases replace the one with biases? Run here: npx conic gate --no-baseline
export default defineConfig({
  model: '../models/lenet-zero-bias.onnx',
  images: '../fashion-mnist/images',
  seed: 2026,
  properties: {
    // Dimming an image may change the label in at most 1 % of cases; that has to be shown with 95 % confidence.
    'scalar-invariance': { rate: { atMost: 0.01, confidence: 0.95, typical: 0.0025 }, leastCases: 300 },
    'scalar-invariance:homogeneity': { noneViolated: true, cases: 300 },
    'convex-region-consistency': { noneViolated: true, cases: 100, severity: 'warn' },
  },
  // Nine images in ten keep their label down to a tenth of the light.
  margin: { scalar: 0.1, share: 0.9, confidence: 0.95 },
  // A black image gives no label more than 15 %; all ten alike would be 10 %.
  zeroImage: { atMost: 0.15 },
  // On the same cases, at most one point worse than the model that is released.
  regression: { absolute: 0.01 },
});
