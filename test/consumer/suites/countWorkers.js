// A test environment that writes down how many worker threads a test file started, and how many were left when it ended.
const { appendFileSync } = require('node:fs');
const threads = require('node:worker_threads');
const { TestEnvironment } = require('jest-environment-node');

let started = 0;
const alive = new Set();
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...options) {
    super(...options);
    started += 1;
    alive.add(this);
    this.once('exit', () => alive.delete(this));
  }
};

module.exports = class extends TestEnvironment {
  async teardown() {
    appendFileSync('workers.txt', `started ${started}, left ${alive.size}\n`);
    await super.teardown();
  }
};
