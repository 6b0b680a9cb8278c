import { readFileSync } from 'node:fs';
import { openShipped, shippedImages } from './models.js';
import { programFor } from '../dist/esm/src/certify/piecewise/compile.js';
import { applyAffine } from '../dist/esm/src/certify/piecewise/affine.js';
const net = process.argv[2] as 'mlp';
const c = await openShipped(net,'bias'); const program:any = programFor(c);
const cpu=()=>{const u=process.cpuUsage();return (u.user+u.system)/1000};
for (const [stepIndex,count] of (net==='mlp'?[[0,2],[2,120],[2,60],[4,220]]:[[0,2],[2,300],[4,700],[6,700]]) as any) {
  const step=program.steps.filter((s:any)=>s.kind==='affine')[stepIndex/2]; 
  const size=step.map.columns; const values=Float64Array.from({length:size*count},()=>Math.random());
  const course={size,values,first:new Float64Array(size),rest:new Float64Array(size)};
  const part={times:Float64Array.from({length:count},(_,i)=>i/count),bias:new Float64Array(count).fill(1)};
  for(let i=0;i<30;i++)applyAffine(step.map,[course],part);
  const s=cpu();const n=40;for(let i=0;i<n;i++)applyAffine(step.map,[course],part);
  const ms=(cpu()-s)/n;console.log(net,stepIndex,count,ms.toFixed(2),'ms',(ms*1e6/(step.map.weights.length*count)).toFixed(2),'ns/mac');
}
await c.dispose();
