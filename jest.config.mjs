/** Tests are TypeScript; what they import is the built package, the very files a user gets. @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.ts$': ['@swc/jest', { swcrc: true }] },
  moduleNameMapper: {
    '^(?:\\.\\.?/)+(src|properties)/(.*)\\.js$': '<rootDir>/dist/cjs/$1/$2.js',
    '^conic$': '<rootDir>/dist/cjs/src/index.js',
    '^conic/properties$': '<rootDir>/dist/cjs/properties/index.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testTimeout: 60_000,
  // Jest leaves a core to itself, which on two cores is half of the machine.
  maxWorkers: '100%',
};
