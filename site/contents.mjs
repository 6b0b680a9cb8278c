// What the site has, in the order in which it is read. A page is a file of docs/ without its ending; its title is its heading.
// A page that stands in no section is found by test/docs/pages.test.ts.

/** @type {readonly { readonly title: string, readonly pages: readonly string[] }[]} */
export const sections = [
  { title: 'Begin', pages: ['first-steps', 'concepts', 'troubleshooting'] },
  {
    title: 'Plug in a model',
    pages: [
      'models/index',
      'models/onnx',
      'models/hugging-face',
      'models/transformers-js',
      'models/tfjs',
      'models/saved-model',
      'models/tflite',
      'servers',
      'models/function',
      'pixels',
    ],
  },
  {
    title: 'Test it',
    pages: [
      'guides/check',
      'search',
      'guides/read-a-report',
      'guides/hunt',
      'guides/accuracy',
      'guides/counterexamples',
      'jest',
      'guides/typescript',
    ],
  },
  { title: 'Prove and mend it', pages: ['guides/certificates', 'certificates', 'guides/mend'] },
  {
    title: 'Release it',
    pages: ['guides/gate', 'guides/compare-models', 'guides/many-machines', 'guides/schedulers', 'guides/ci'],
  },
  { title: 'Add your own', pages: ['guides/write-a-property', 'guides/transformation', 'guides/generator'] },
  {
    title: 'Look it up',
    pages: [
      'reference/properties',
      'transformations',
      'operations',
      'settings',
      'reference/exit-statuses',
      'glossary',
      'reference/api',
      'measured',
      'detection',
      'comparison',
    ],
  },
];
