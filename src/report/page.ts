import type { CheckReport } from './documents/check.js';

// What a document says to readers, in no format: every document is turned into a page once, and every format turns a page into
// text. So a new format serves every command, and a new command is served by every format.

/** What something means for the reader; formats have a colour or a sign for each. */
export type Tone = 'pass' | 'fail' | 'inconclusive' | 'warn' | 'accepted' | 'measured';

/** A piece of a line that is to be set apart. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  /** `strong` for what a line is about, `soft` for what may be skipped. */
  readonly weight?: 'strong' | 'soft';
}

/** A line of text. */
export type Words = string | readonly (string | Span)[];

/** A document for readers. Its texts come from files that anybody may have made: each format shows them as text. */
export interface Page {
  /** The subcommand that it tells of: `check`. */
  readonly command: string;
  readonly model: { readonly id: string; readonly digest: string; readonly engine: string };
  /** The released model that it was compared with. */
  readonly baseline?: { readonly model: string; readonly digest: string; readonly from: string };
  readonly verdict: PageVerdict;
  /** What matters most first. */
  readonly sections: readonly PageSection[];
  /** What was taken to be so of model and images. */
  readonly assumed?: Assumed;
  /** What a build server counts. */
  readonly checks: readonly Check[];
  /** Names for the places of scores. */
  readonly labels: readonly string[];
  readonly seed?: number;
  /** ISO 8601. */
  readonly started?: string;
  readonly durationMs?: number;
  readonly environment: CheckReport['environment'];
  /** The file with everything in it. */
  readonly document: string;
}

/** What it comes to, which says the same as the exit status. */
export interface PageVerdict {
  /** `held`, `violated`, `pass`, … */
  readonly word: string;
  readonly tone: Tone;
  /** What that means, as a sentence: `This model may ship.` */
  readonly meaning: string;
  /** What it rests on, without a full stop: `2 of 6 limits failed`. */
  readonly because: string;
  /** What else belongs beside it, such as `seed 42`. */
  readonly asides: readonly string[];
}

/** The smallest room in which something is still shown: a terminal, the summary of a pull request, or a page of its own. */
export type Room = 'terminal' | 'summary' | 'page';

export interface PageSection {
  readonly title?: string;
  /** Default: shown everywhere. */
  readonly room?: Room;
  /** Its blocks are lines that belong close together. */
  readonly dense?: boolean;
  readonly blocks: readonly Block[];
}

export type Block =
  | Paragraph
  | Note
  | List
  | Table
  | LimitsBlock
  | CounterexampleBlock
  | { readonly kind: 'pictures'; readonly pictures: readonly CaptionedFile[] };

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly words: Words;
}

/** Something to be aware of. */
export interface Note {
  readonly kind: 'note';
  readonly text: string;
}

export interface List {
  readonly kind: 'list';
  readonly title?: Words;
  readonly items: readonly ListItem[];
  /** Whether there may be a great many, of which a terminal shows the first. */
  readonly many?: boolean;
}

export interface ListItem {
  readonly words: Words;
  /** Lines below it. */
  readonly details?: readonly string[];
}

export interface Table {
  readonly kind: 'table';
  /** What it shows: `what was counted of every property`. */
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export type Cell = string | ToldCell;

export interface ToldCell {
  readonly text: string;
  readonly tone?: Tone;
  /** Whether it is a name that something is called by in code. */
  readonly code?: boolean;
  /** More about it, where there is room. */
  readonly small?: readonly string[];
}

/** What was asked against what was measured, one by one; failures first. */
export interface LimitsBlock {
  readonly kind: 'limits';
  readonly limits: readonly LimitItem[];
}

export interface LimitItem {
  readonly name: string;
  readonly property: string;
  /** `fail`, `pass`, … */
  readonly outcome: string;
  readonly tone: Tone;
  readonly claim: string;
  readonly reason: string;
  /** Until when and why it was accepted. */
  readonly accepted?: { readonly reason: string; readonly expires: string };
  /** The nodes that are to blame. */
  readonly culprits: readonly string[];
  readonly warnsOnly: boolean;
  /** With its interval, where there is one. */
  readonly measured: string;
  /** Alone. */
  readonly figure: string;
  /** Undefined where what is required is no number. */
  readonly required?: string;
  readonly cases: string;
  /** More about the numbers, in words. */
  readonly details: readonly string[];
  /** Cases spared by stopping early, where there are any. */
  readonly saved?: string;
  readonly chart?: LimitFigures;
  /** The counterexample to show beside it where there is no room for all of them: lines. */
  readonly example: readonly string[];
}

/** A number and how it is written. */
export interface Figure {
  readonly value: number;
  readonly text: string;
}

/** Numbers on a scale. */
export interface LimitFigures {
  /** The ends of the scale. */
  readonly from: Figure;
  readonly to: Figure;
  /** The end of what is allowed. */
  readonly allowed?: Figure;
  readonly moreIsBetter: boolean;
  readonly measured?: Figure;
  readonly interval?: { readonly low: Figure; readonly high: Figure };
}

/** A case that violates a claim. */
export interface CounterexampleBlock {
  readonly kind: 'counterexample';
  readonly property: string;
  readonly claim: string;
  /** What happened; undefined where only the property is known. */
  readonly why?: string;
  /** What came of it for the verdict, where that is not plain. */
  readonly outcome?: { readonly word: string; readonly tone: Tone };
  readonly scalar?: number;
  readonly label?: string;
  readonly labelAfter?: string;
  /** What all its images are known to show: `the folder says dress`. */
  readonly truth?: string;
  readonly margin?: number;
  /** How it was found: `2 times simplified`. */
  readonly origin?: string;
  readonly views: readonly ShownView[];
  /** The clearest violation on the way to this simplest one. */
  readonly clearest?: {
    readonly why: string;
    readonly scalar?: number;
    readonly truth?: string;
    readonly margin: number;
    readonly views: readonly ShownView[];
  };
  readonly cause?: { readonly kind: string; readonly detail: string; readonly culprits: readonly string[] };
  /** Its folder in the store. */
  readonly stored?: string;
  /** What to type to see it again. */
  readonly command?: string;
  /** Files with its images, relative to the report. */
  readonly files: CounterexampleFiles;
  readonly curve?: CurveData;
}

export interface ShownView {
  readonly title: string;
  /** The image in words. */
  readonly image: string;
  /** Something to know of it besides: `after preprocessing`. */
  readonly note?: string;
  readonly label: string;
  /** What it is known to show, where that is not told of the whole counterexample: `the folder says dress`. */
  readonly truth?: string;
  readonly scores: readonly number[];
}

export interface CounterexampleFiles {
  /** All of it in one picture. */
  readonly all?: string;
  /** The clearest violation in one picture. */
  readonly clearest?: string;
  /** The image and what became of it, of which the difference is shown. */
  readonly original?: string;
  readonly scaled?: string;
  /** One a view, where each has one. */
  readonly views: readonly string[];
}

/** Scores of an image at many scalars. */
export interface CurveData {
  readonly scalars: readonly number[];
  /** A row a scalar, a number a label. */
  readonly scores: readonly (readonly number[])[];
  /** What the scores are, as the axis says it. */
  readonly title: string;
}

export interface CaptionedFile {
  /** Relative to the report. */
  readonly file: string;
  readonly caption: string;
}

export type Assumed = CheckReport['assumed'] & { readonly scores: string };

/** Something that a build server shows as a test. */
export interface Check {
  /** Which group of the command's it belongs to, such as a property. */
  readonly group?: string;
  readonly name: string;
  /** `fail` and `error` are red; an error is what could not be decided. */
  readonly outcome: 'pass' | 'fail' | 'error' | 'skipped';
  /** What was wrong, in a line. */
  readonly message: string;
  /** What kind of thing was wrong: `rate`. */
  readonly type: string;
  readonly details: readonly string[];
  readonly durationMs?: number;
}
