import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { bytesField, numbersField, readMessage, textField, varints } from '../../../network/onnx/protobuf.js';
import { halfToNumber } from '../../../network/onnx/constant.js';
import type { GivenTensor } from '../../file/sent.js';
import { datatypeOf, tensorOfBytes, tensorOfNumbers, type AnsweredTensor } from '../datatypes.js';
import { inOneLine, RequestFailure } from '../requestFailure.js';
import type { NumberForm, Question, ServedModel, ServerDescription } from '../transport.js';

// The messages of the Open Inference Protocol over gRPC that conic sends and reads, with the numbers of their fields:
// https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/open_inference_grpc.proto.

/** Which model. */
interface NamedModel {
  readonly model: string;
  readonly version: string | undefined;
}

/** A `ModelMetadataRequest`. */
export function modelRequest({ model, version }: NamedModel): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(model);
  return (version === undefined ? writer : writer.tag(2, WireType.LengthDelimited).string(version)).finish();
}

/** A `ModelInferRequest`. */
export function inferRequest({ model, version }: NamedModel, question: Question, form: NumberForm): Uint8Array {
  const { input, batch, values, output } = question;
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(model);
  if (version !== undefined) writer.tag(2, WireType.LengthDelimited).string(version);
  const tensor = writer.tag(5, WireType.LengthDelimited).fork();
  tensor.tag(1, WireType.LengthDelimited).string(input.name);
  tensor.tag(2, WireType.LengthDelimited).string(datatypeOf[input.type]);
  const shape = tensor.tag(3, WireType.LengthDelimited).fork();
  for (const side of [batch, ...input.dims]) shape.int64(side);
  shape.join();
  if (form === 'numbers') writeContents(tensor.tag(5, WireType.LengthDelimited).fork(), question).join();
  tensor.join();
  writer.tag(6, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(output).join();
  if (form === 'bytes') writer.tag(7, WireType.LengthDelimited).bytes(bytesOf(values));
  return writer.finish();
}

/** The fields of an `InferTensorContents`. */
const contents = { bool: 1, int: 2, int64: 3, uint: 4, uint64: 5, fp32: 6, fp64: 7 } as const;

function writeContents(writer: BinaryWriter, { input: { type }, values }: Question): BinaryWriter {
  switch (type) {
    case 'uint8': {
      const packed = writer.tag(contents.uint, WireType.LengthDelimited).fork();
      for (const value of values) packed.uint32(value);
      return packed.join();
    }
    case 'float64':
      return writer.tag(contents.fp64, WireType.LengthDelimited).bytes(bytesOf(values));
    // There is no field for halves.
    case 'float16':
      return writer
        .tag(contents.fp32, WireType.LengthDelimited)
        .bytes(bytesOf(Float32Array.from(values, halfToNumber)));
    case 'float32':
      return writer.tag(contents.fp32, WireType.LengthDelimited).bytes(bytesOf(values));
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A `ServerMetadataResponse`. */
export function readServer(bytes: Uint8Array): ServerDescription {
  let [name, version] = ['', ''];
  read(bytes, { 1: textField((text) => (name = text)), 2: textField((text) => (version = text)) });
  return { name, version };
}

/** A `ModelMetadataResponse`. */
export function readModel(bytes: Uint8Array): ServedModel {
  let [name, platform] = ['', ''];
  const versions: string[] = [];
  const inputs: AnsweredTensor[] = [];
  const outputs: AnsweredTensor[] = [];
  const parameters = new Map<string, string>();
  const ofOutputs = new Map<string, string>();
  read(bytes, {
    1: textField((text) => (name = text)),
    2: textField((text) => versions.push(text)),
    3: textField((text) => (platform = text)),
    4: bytesField((tensor) => inputs.push(readTensor(tensor))),
    5: bytesField((tensor) => {
      outputs.push(readTensor(tensor));
      read(tensor, { 4: bytesField((entry) => readParameter(entry, ofOutputs)) });
    }),
    6: bytesField((entry) => readParameter(entry, parameters)),
  });
  return { name, versions, platform, inputs, outputs, parameters: new Map([...ofOutputs, ...parameters]) };
}

/** An entry of a map of parameters: KServe's values are texts, MLServer's messages with a text as field 3. Others are left out. */
function readParameter(entry: Uint8Array, into: Map<string, string>): void {
  let key = '';
  let value: Uint8Array = new Uint8Array(0);
  read(entry, { 1: textField((text) => (key = text)), 2: bytesField((bytes) => (value = bytes)) });
  // No text begins with the tag of that field, which is a control character.
  const [first] = value;
  if (first === ((3 << 3) | WireType.LengthDelimited))
    read(value, { 3: textField((text) => void into.set(key, text)) });
  else if (first !== undefined && first >= 0x20) into.set(key, new TextDecoder().decode(value));
}

/** The output that was asked for, from a `ModelInferResponse`. @throws RequestFailure if it is not there, or makes no sense. */
export function readInferred(bytes: Uint8Array, output: string): GivenTensor {
  const outputs: Uint8Array[] = [];
  const raw: Uint8Array[] = [];
  read(bytes, { 5: bytesField((tensor) => outputs.push(tensor)), 6: bytesField((numbers) => raw.push(numbers)) });
  for (const [place, bytesOfOne] of outputs.entries()) {
    const tensor = readTensor(bytesOfOne);
    if (tensor.name !== output) continue;
    const numbers = raw[place];
    if (numbers !== undefined) return tensorOfBytes(tensor, numbers);
    return readContents(tensor, bytesOfOne);
  }
  throw new RequestFailure('wrong', `an answer without the output "${output}"`);
}

function readContents(tensor: AnsweredTensor, bytes: Uint8Array): GivenTensor {
  const pieces: Uint8Array[] = [];
  const whole: number[] = [];
  const keep = numbersField((encoded) => pieces.push(encoded));
  const keepWhole = numbersField((encoded) => whole.push(...varints(encoded).map(Number)));
  const fields = {
    [contents.bool]: keepWhole,
    [contents.int]: keepWhole,
    [contents.int64]: keepWhole,
    [contents.uint]: keepWhole,
    [contents.uint64]: keepWhole,
    [contents.fp32]: keep,
    [contents.fp64]: keep,
  };
  read(bytes, { 5: bytesField((inner) => read(inner, fields)) });
  if (tensor.datatype === 'FP32' || tensor.datatype === 'FP64') return tensorOfBytes(tensor, Buffer.concat(pieces));
  // Halves travel as float32.
  if (tensor.datatype === 'FP16') return tensorOfBytes({ ...tensor, datatype: 'FP32' }, Buffer.concat(pieces));
  return tensorOfNumbers(tensor, whole);
}

function readTensor(bytes: Uint8Array): AnsweredTensor {
  let [name, datatype] = ['', ''];
  const shape: number[] = [];
  read(bytes, {
    1: textField((text) => (name = text)),
    2: textField((text) => (datatype = text)),
    3: numbersField((encoded) => shape.push(...varints(encoded).map(Number))),
  });
  return { name, datatype, shape };
}

function read(...message: Parameters<typeof readMessage>): void {
  try {
    readMessage(...message);
  } catch (thrown) {
    if (thrown instanceof RequestFailure) throw thrown;
    throw new RequestFailure('wrong', `an answer that is no message of the protocol (${inOneLine(String(thrown))})`);
  }
}
