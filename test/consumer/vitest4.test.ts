import { testWithVitest } from './vitestSuites.js';

testWithVitest('4.1.12');
