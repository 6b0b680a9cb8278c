// What conic claims of every operation (degrees, what is left of the zero image, programs, folded constants, shapes, types),
// against onnxruntime, on the node suite of PyPI's onnx. Exits with status 1 if a claim is false. `npm run node-suite` fetches
// the suite.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Constant } from '../src/network/graph.js';
import { someNumbers, take } from '../test/models/smallModels.js';
import {
  examine,
  examineFold,
  type Counts,
  type EngineTensor,
  type Examined,
} from '../test/network/nodeSuite/claims.js';
import { hasSuite, suiteModel, suiteNames, type SuiteModel } from '../test/network/nodeSuite/suite.js';

const [only] = process.argv.slice(2);
if (!hasSuite()) {
  console.log('node suite: skipped, because it is not there: npm run node-suite fetches it (with Python and pip)');
  process.exit(0);
}

const numbers = someNumbers(11);
const total: Counts = { degree: 0, zero: 0, program: 0, fold: 0, dims: 0, type: 0 };
const columns = ['degree', 'zero', 'program', 'fold', 'dims', 'type'] as const;
let [models, asked, refused, wrong] = [0, 0, 0, 0];

const told = (values: ArrayLike<unknown>): Float64Array =>
  Float64Array.from({ length: values.length }, (_, i) => Number(values[i]));

/** A tensor for the engine; undefined for types that it and JavaScript do not share. */
function fed(type: string, values: ReturnType<Constant['values']>, dims: readonly number[]): Tensor | undefined {
  const whole = told(values);
  switch (type) {
    case 'float32':
      return new Tensor('float32', Float32Array.from(whole), dims);
    case 'float64':
      return new Tensor('float64', Float64Array.from(whole), dims);
    case 'int64':
      return new Tensor(
        'int64',
        BigInt64Array.from(whole, (value) => BigInt(value)),
        dims,
      );
    case 'int32':
      return new Tensor('int32', Int32Array.from(whole), dims);
    case 'int8':
      return new Tensor('int8', Int8Array.from(whole), dims);
    case 'uint8':
      return new Tensor('uint8', Uint8Array.from(whole), dims);
    case 'bool':
      return new Tensor('bool', Uint8Array.from(whole), dims);
    default:
      return undefined;
  }
}

async function examineModel({ name, file, graph, inputs }: SuiteModel): Promise<void> {
  const session = await InferenceSession.create(file, { logSeverityLevel: 4, intraOpNumThreads: 1 }).catch(
    () => undefined,
  );
  const feeds = new Map<string, Tensor>();
  for (const { name: port, type } of graph.inputs) {
    const constant = inputs.get(port)!;
    const tensor = fed(type, constant.values(), constant.dims);
    if (tensor !== undefined) feeds.set(port, tensor);
  }
  if (session === undefined || feeds.size < graph.inputs.length) return void refused++;
  const run = async (changed: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, EngineTensor> | undefined> => {
    const results = await session.run(Object.fromEntries([...feeds, ...changed])).catch(() => undefined);
    if (results === undefined) return undefined;
    const found = new Map<string, EngineTensor>();
    for (const [key, value] of Object.entries(results))
      if ('data' in value && typeof value.data[0] !== 'string')
        found.set(key, { dims: value.dims, type: value.type, values: told(value.data) });
    return found;
  };
  const first = await run(new Map());
  if (first === undefined) return void refused++;
  asked++;
  const count = (what: string, { counts, wrong: found }: Examined): void => {
    for (const column of columns) total[column] += counts[column];
    for (const claim of found) {
      wrong++;
      console.log(`  false: ${name}${what}: ${claim.column} of ${claim.output}: ${claim.what}`);
    }
  };
  count('', examineFold({ ...graph, inputs: [], constants: new Map([...graph.constants, ...inputs]) }, first));
  for (const port of graph.inputs) {
    if (port.type !== 'float32' && port.type !== 'float64') continue;
    const { dims, values } = inputs.get(port.name)!;
    const others = new Map([...inputs].filter(([key]) => key !== port.name));
    const alone = { ...graph, inputs: [{ ...port, dims }], constants: new Map([...graph.constants, ...others]) };
    const given = told(values());
    const random = take(given.length, numbers);
    for (const list of [given, Float64Array.from(random, (value) => 2 * value)]) {
      const image = port.type === 'float32' ? Float32Array.from(list) : list;
      const ask = (changed: Float32Array | Float64Array) => run(new Map([[port.name, fed(port.type, changed, dims)!]]));
      count(` of ${port.name}`, await examine(alone, dims, image, ask));
    }
  }
  await session.release();
}

for (const name of suiteNames()) {
  if (only !== undefined && !name.includes(only)) continue;
  models++;
  const model = suiteModel(name);
  if (model === undefined) refused++;
  else await examineModel(model);
}
console.log(
  `node suite: ${models} models, ${asked} of which onnxruntime runs; claims that could be asked: ${columns
    .map((column) => `${column} ${total[column]}`)
    .join(', ')}; ${wrong} false (goal 0)`,
);
if (wrong > 0) process.exitCode = 1;
