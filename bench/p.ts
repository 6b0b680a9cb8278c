import { certifyRegion, Subject } from 'conic';
import { openShipped, shippedImages, median } from './models.js';
const c = await openShipped('mlp', 'bias');
const corpus = await shippedImages(c.spec.shape);
const s=new Subject(c); const by=new Map<number,any[]>();
for (const im of corpus.images){const sc=await s.scores(im);const l=sc.indexOf(Math.max(...sc));by.set(l,[...(by.get(l)??[]),im])}
const times=[];const parts=[];
for (const g of by.values()) for (let i=0;i+5<=g.length;i+=5) { const x = await certifyRegion(c,g.slice(i,i+5)); times.push(x.durationMs);parts.push(x.parts);}
console.log(median(times), median(parts), Math.max(...parts), times.reduce((a,b)=>a+b)/parts.reduce((a,b)=>a+b));
await c.dispose();
