/** What goes along one side of a plane. */
export interface PlaneAxis {
  /** `exposure`, `offset`, or the image that is multiplied. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** Two numbers: where something lies on the first axis, and on the second. */
export type PlanePoint = readonly [number, number];

/** A part of a plane in which one label is proved. */
export interface PlanePolygon {
  readonly label: number;
  /** In units of the axes; holes are not in it. */
  readonly area: number;
  /** Its outline counterclockwise, and each hole in it clockwise. The last point is joined to the first. */
  readonly rings: readonly (readonly PlanePoint[])[];
}

/** What one label has of a plane. */
export interface PlaneLabel {
  readonly label: number;
  readonly area: number;
  /** Of the area of the plane. */
  readonly share: number;
  /** A place well inside its largest piece. */
  readonly at: PlanePoint;
  /** The label that the user's own engine gives the image there; undefined if it gives none. */
  readonly engineLabel?: number;
}

/** What is not decided of a plane. */
export interface PlaneUndecided {
  readonly area: number;
  readonly share: number;
  /** Outlines of what was not reached before a limit, or cannot be followed. The rest is narrow: along borders, or ties. */
  readonly unreached: readonly (readonly PlanePoint[])[];
}

/** The labels of a plane of images: a x + b for exposures a and offsets b, or s x + t y for two images. */
export interface PlaneCertificate {
  readonly kind: 'plane';
  /** `proved-real` where all but a millionth of the area, along borders, has a label that is proved. */
  readonly word: 'proved-real' | 'undecided';
  readonly reason?: string;
  /** What else is to be known: scores that saturate. */
  readonly note?: string;
  /** The image or images, in words. */
  readonly images: readonly string[];
  readonly axes: readonly [PlaneAxis, PlaneAxis];
  /** Largest first. */
  readonly labels: readonly PlaneLabel[];
  readonly polygons: readonly PlanePolygon[];
  readonly undecided: PlaneUndecided;
  /**
   * How far corners may be off, in units of the axes: a polygon's label is proved for all of it that is farther than this from its
   * outline.
   */
  readonly rounding: number;
  /** How many pieces of the network were looked at. */
  readonly pieces: number;
  readonly durationMs: number;
}
