import { certifyRegion, certifySegment } from 'conic';
import { openShipped, shippedImages, median } from './models.js';
for (const [net,v,n] of [['mlp','bias',60],['mlp','zero-bias',60],['lenet','bias',4]] as const) {
  const c = await openShipped(net,v);
  const corpus = await shippedImages(c.spec.shape);
  const groups=new Map<string,any[]>(); corpus.images.forEach((im,i)=>{const t=corpus.truth[i]!;groups.set(t,[...(groups.get(t)??[]),im])});
  const gs=[...groups.values()];
  for (const k of [2,3,5]) {
    const words:Record<string,number>={}; const times=[]; const reasons=new Set();let disagree=0;
    for (let i=0;i<n;i++) { const g=gs[i%gs.length]!; const ims=Array.from({length:k},(_,j)=>g[(i*3+j*7)%g.length]!);
      const r=await certifyRegion(c,ims); const w=r.word+':'+(r.by??''); words[w]=(words[w]??0)+1; times.push(r.durationMs); if(r.reason)reasons.add(r.reason);
      if(k===2){const s=await certifySegment(c,ims[0],ims[1],{replay:false}); const one=s.flips.length===0; if((r.word==='proved-real')!==one){disagree++;console.log(r.word,r.reason,s.word,s.flips.length,JSON.stringify(r.witness?.weights))}}
    }
    console.log(net,v,k,JSON.stringify(words),'median',median(times).toFixed(1),'max',Math.max(...times).toFixed(0),[...reasons].slice(0,3),disagree);
  }
  await c.dispose();
}
