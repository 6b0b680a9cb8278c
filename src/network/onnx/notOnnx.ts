/** What files that are passed for ONNX begin with, and what they are then. */
const beginnings: readonly { offset: number; magic: string; kind: string; remedy?: string }[] = [
  { offset: 0, magic: '\x89PNG', kind: 'a PNG image' },
  { offset: 0, magic: '\xff\xd8\xff', kind: 'a JPEG image' },
  { offset: 0, magic: '\x89HDF', kind: 'a Keras file (HDF5)', remedy: 'Convert it with tf2onnx.' },
  {
    offset: 0,
    magic: 'PK\x03\x04',
    kind: 'a ZIP archive',
    remedy: 'A PyTorch model is written with torch.onnx.export.',
  },
  { offset: 0, magic: '\x1f\x8b', kind: 'a gzip archive', remedy: 'Unpack it first.' },
  { offset: 4, magic: 'TFL3', kind: 'a TensorFlow Lite model', remedy: 'Convert it with tf2onnx.' },
  { offset: 4, magic: 'ORTM', kind: "onnxruntime's own format", remedy: 'Use the ONNX file that it was made from.' },
  {
    offset: 0,
    magic: 'version https://git-lfs',
    kind: 'a Git LFS pointer, not the file that it points to',
    remedy: 'Run `git lfs pull`.',
  },
];

/** What these bytes are, if they are something well known that is not ONNX. */
export function knownFormat(bytes: Uint8Array): { readonly kind: string; readonly remedy?: string } | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  const known = beginnings.find(({ offset, magic }) => head.startsWith(magic, offset));
  return known ?? (/^[\t\n\r\x20-\x7e]+$/.test(head) ? { kind: 'text' } : undefined);
}
