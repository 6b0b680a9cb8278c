/** Tests that install packages, build copies of conic, open a browser, or go through many networks and whole stories. */
const slow = [
  'certify/mutations',
  'certify/zoo',
  'classifier/tfjs/shipped',
  'cli/gate',
  'cli/killedParts',
  'cli/replay',
  'consumer/',
  'docs/blocks',
  'docs/examples',
  'docs/site',
  'examples/',
  'gate/gate',
  'golden/',
  'house/recipes',
  'report/formats/html/browser',
  'report/formats/html/page',
  'schedulers/engines/',
];

const slowFiles = slow.map((place) => `<rootDir>/test/${place.endsWith('/') ? place : `${place}\\.test\\.ts$`}`);

/** Tests are TypeScript; what they import is the built package, the very files a user gets. @type {import('jest').Config} */
const every = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.ts$': ['@swc/jest', { swcrc: true }] },
  moduleNameMapper: {
    '^(?:\\.\\.?/)+(src|properties|transformations)/(.*)\\.js$': '<rootDir>/dist/cjs/$1/$2.js',
    '^conic$': '<rootDir>/dist/cjs/src/index.js',
    '^conic/properties$': '<rootDir>/dist/cjs/properties/index.js',
    '^conic/transformations$': '<rootDir>/dist/cjs/transformations/index.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

/** `npm test` runs the quick ones, `npm run test:slow` the others; `npx jest FILE` runs a file whichever it is. */
export default {
  projects: [
    { ...every, displayName: 'quick', testPathIgnorePatterns: ['/node_modules/', ...slowFiles] },
    {
      ...every,
      displayName: 'slow',
      testMatch: slow.map((place) => `<rootDir>/test/${place.endsWith('/') ? `${place}**/*` : place}.test.ts`),
    },
  ],
  testTimeout: 60_000,
  // Jest leaves a core to itself, which on two cores is half of the machine.
  maxWorkers: '100%',
};
