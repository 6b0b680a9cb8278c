import { certifyRay, certifySegment } from 'conic';
import { openShipped, shippedImages, median } from './models.js';
for (const net of ['mlp','lenet'] as const) for (const v of ['bias','zero-bias'] as const) {
  const c = await openShipped(net, v);
  const corpus = await shippedImages(c.spec.shape);
  await certifyRay(c, corpus.images[0]!);
  for (const [name,opt] of [['all',{}],['half',{from:.5,to:2}],['exact',{method:'exact'}],['exhalf',{method:'exact',from:.5,to:2}],['engine',{method:'engine'}]] as const) {
    const n = name==='all'||name=='half'?20:4;
    const times=[]; const words:Record<string,number>={}; let r; const seqs=[];
    for (const image of corpus.images.slice(0,n)) { r = await certifyRay(c,image,{...opt,replay:false}); times.push(r.durationMs); words[r.word]=(words[r.word]??0)+1; seqs.push(r.intervals.map(i=>i.label).join('-')) }
    console.log(net,v,name,'median',median(times).toFixed(1),'max',Math.max(...times).toFixed(1),JSON.stringify(words),r!.pieces,r!.reason??'',seqs.slice(0,4).join(' '));
  }
  const r = await certifyRay(c, corpus.images[1]!);
  console.log(JSON.stringify(r,null,0).slice(0,900));
  await c.dispose();
}
