// An image classifier behind an HTTP service of its own making; this one answers as TensorFlow Serving does.
const { SERVICE = 'http://localhost:8501/v1/models/digits:predict' } = process.env;
const [height, width, channels] = [28, 28, 1];

export const shape = { height, width, channels };
export const labels = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
export const scores = 'probabilities'; // or logits, or label
export const batchLimit = 32;

/** `data` has `count` images one after the other, row by row, channels last, from 0 to 1; the answer is one row of scores an image. */
export default async function classify({ data, count }) {
  const size = height * width * channels;
  const instances = Array.from({ length: count }, (_, i) => Array.from(data.subarray(i * size, (i + 1) * size)));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${process.env.CONIC_TOKEN}` };
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(SERVICE, { method: 'POST', headers, body: JSON.stringify({ instances }) });
    if (answer.ok) return (await answer.json()).predictions;
    if (attempt === 5 || ![429, 503].includes(answer.status)) throw new Error(`the service says ${answer.status}`);
    await new Promise((done) => setTimeout(done, 100 * 2 ** attempt));
  }
}
