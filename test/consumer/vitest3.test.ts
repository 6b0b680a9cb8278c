import { testWithVitest } from './vitestSuites.js';

testWithVitest('3.2.4');
