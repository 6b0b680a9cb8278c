import { certifyRay } from 'conic';
import { openShipped, shippedImages, median } from './models.js';
const c = await openShipped(process.argv[2] as 'mlp', 'bias');
const corpus = await shippedImages(c.spec.shape);
const times=[];
for (const image of corpus.images.slice(0,Number(process.argv[3]??40))) { const r = await certifyRay(c,image,{method:'float64',replay:false}); times.push(r.durationMs);
 if (r.reason) console.log(r.reason, JSON.stringify(r.intervals.map(i=>[i.from,i.to,i.label]))); }
console.log(median(times), Math.min(...times));
await c.dispose();
