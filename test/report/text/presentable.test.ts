import { expect, test } from '@jest/globals';
import type { Page } from '../../../src/report/page.js';
import { presentable } from '../../../src/report/text/presentable.js';

const page: Page = {
  command: 'check',
  model: { id: 'a\nb\u001b[31m', digest: 'd', engine: 'x'.repeat(100) },
  verdict: { word: 'held', tone: 'pass', meaning: 'm', because: 'b', asides: [] },
  sections: [
    {
      title: ' Title\t',
      blocks: [
        { kind: 'paragraph', words: ['network: ', { text: '  pro\nved ', tone: 'pass' }, '  with\u0007'] },
        { kind: 'pictures', pictures: [{ file: 'a\nb.png', caption: 'c\nd' }] },
      ],
    },
  ],
  checks: [],
  labels: ['\u202ecat'],
  environment: { conic: '1', node: '2', platform: '3' },
  document: 'report.json',
};

test('every text becomes one plain line; files stay, and so do spaces between pieces of a line', () => {
  const { model, sections, labels } = presentable(page, 40);
  expect(model).toEqual({ id: 'a b␛[31m', digest: 'd', engine: `${'x'.repeat(39)}…` });
  expect(labels).toEqual(['\ufffdcat']);
  expect(sections).toEqual([
    {
      title: 'Title',
      blocks: [
        { kind: 'paragraph', words: ['network: ', { text: '  pro ved ', tone: 'pass' }, '  with␇'] },
        { kind: 'pictures', pictures: [{ file: 'a\nb.png', caption: 'c d' }] },
      ],
    },
  ]);
});
