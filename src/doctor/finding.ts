/** What was found of one thing that conic may need. */
export interface DoctorFinding {
  /** What it is: `onnxruntime`, `tfjs on wasm`, `pictures`. */
  readonly name: string;
  /** `missing` is no illness: nobody needs every engine. */
  readonly state: 'works' | 'missing' | 'fails';
  /** Version and speed, or what is wrong and what to do. */
  readonly detail: string;
}
