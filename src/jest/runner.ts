/** A test's body as conic writes it. */
type Body = () => Promise<void>;

/** Declares a test. */
export type Declare = (name: string, body: Body, timeout?: number) => void;

/**
 * Declares a test for each row of a table, in the runner's own way: `each([[1, 2], [3, 4]])('%d, %d', (a, b) => …)`. A row that
 * is no list is a single argument.
 */
export interface Each {
  <Row extends readonly [unknown, ...unknown[]]>(
    rows: readonly Row[],
  ): (name: string, body: (...row: [...Row]) => void | Promise<void>, timeout?: number) => void;
  <Row extends readonly unknown[]>(
    rows: readonly Row[],
  ): (name: string, body: (...row: [...Row]) => void | Promise<void>, timeout?: number) => void;
  <Row>(rows: readonly Row[]): (name: string, body: (row: Row) => void | Promise<void>, timeout?: number) => void;
  /** With a table as text: the names of its columns, then values. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only the user knows what is in the text
  <Row = Readonly<Record<string, unknown>>>(
    table: TemplateStringsArray,
    ...values: readonly unknown[]
  ): (name: string, body: (row: Row) => void | Promise<void>, timeout?: number) => void;
}

/** Declares tests, one by one or from a table. */
export type DeclareEach = Declare & { readonly each: Each };

/** What a matcher answers. */
export interface MatcherAnswer {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What conic needs of a test runner; one file for each kind of runner makes it. */
export interface TestRunner {
  /** Declares a test; with the runner's variants of doing so. */
  readonly test: DeclareEach & {
    readonly only: DeclareEach;
    readonly skip: DeclareEach;
    /** A test that is expected to fail. */
    readonly failing: DeclareEach;
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
  /** Whether the test in hand has failed already. */
  readonly failed: () => boolean;
}
