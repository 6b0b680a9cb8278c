/** A test's body as conic writes it. */
type Body = () => Promise<void>;

/** Declares a test. */
export type Declare = (name: string, body: Body, timeout?: number) => void;

/** What a matcher answers. */
export interface MatcherAnswer {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What conic needs of a test runner; one file for each kind of runner makes it. */
export interface TestRunner {
  /** Declares a test; with the runner's variants of doing so. `undefined` for those it does not have. */
  readonly test: Declare & {
    readonly only: Declare;
    readonly skip: Declare;
    /** A test that is expected to fail. */
    readonly failing: Declare;
    readonly todo: (name: string) => void;
  };
  readonly describe: (name: string, body: () => void) => void;
  readonly beforeAll: (body: Body) => void;
  readonly beforeEach: (body: Body) => void;
  readonly afterEach: (body: Body) => void;
  readonly afterAll: (body: Body) => void;
  /** The seed of the whole run, where the runner has one. */
  readonly seed: () => number | undefined;
  /** How long the test in hand may take, in milliseconds; undefined where that cannot be told. */
  readonly timeout: () => number | undefined;
  /** Whether there is no one test in hand, so that hooks say nothing about it: tests run side by side, or none is. */
  readonly concurrent: () => boolean;
}
