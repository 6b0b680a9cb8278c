const { images, labelOf, openModel, scalars, Subject } = require('conic');
const { test } = require('conic/jest');

// Yours instead: a model, and a folder with images that it should know.
const MODEL = `${__dirname}/../models/lenet-zero-bias.onnx`;
const IMAGES = `${__dirname}/../fashion-mnist/images`;

const samples = images.from(IMAGES);
const shape = { height: 28, width: 28, channels: 1 };

let model;
let subject;
beforeAll(async () => {
  model = await openModel(MODEL);
  subject = new Subject(model);
});

test('contrast does not change the label', () => expect(model).toBeScalarInvariant({ images: samples }));

test('a black image favours no label', () => expect(model).toBeUniformOnZeroImage());

test('convex regions keep their label', () => expect(model).toBeConsistentOnConvexRegions({ images: samples }));

/** A property is written for one case. conic asks the model about many at once, and makes a counterexample small. */
const ranksAlike = {
  name: 'ranks-alike',
  claim: 'at half the light the two best labels are the same, in the same order',
  needs: [],
  cases: (context) => context.images,
  examine: async (image, subject) => {
    const darker = image.times(0.5);
    const [before, after] = await Promise.all([subject.scores(image), subject.scores(darker)]);
    const best = (scores) => [...scores.keys()].toSorted((a, b) => scores[b] - scores[a]).slice(0, 2);
    if (String(best(before)) === String(best(after))) return { kind: 'held' };
    const views = [
      { title: 'original', image, scores: before },
      { title: 'half the light', image: darker, scores: after },
    ];
    return { kind: 'violated', margin: -1, why: 'the two best labels differ', views };
  },
};
test('the two best labels survive half the light', () =>
  expect(model).toSatisfy(ranksAlike, { images: samples, cases: 500 }));

// Or as an ordinary test, with made images and scalars. Its seed stands in its name. Cases run side by side.
test.prop([images.arbitrary(shape), scalars({ min: 0.01, max: 1 })])(
  'made images keep their label',
  async (image, scalar) => {
    const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
    expect(labelOf(after)).toBe(labelOf(before));
  },
);
