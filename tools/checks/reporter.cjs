// Mocha's spec reporter, which also leaves its counts in the file named by OME_TEST_COUNTS.
'use strict'
const fs = require('node:fs')
const {reporters} = require('mocha')

const patienceMs = 20_000

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = []
    runner.on('pending', (test) => skipped.push(test.fullTitle()))
    runner.once('end', () => {
      const {passes, failures} = this.stats
      if (process.env.OME_TEST_COUNTS)
        fs.writeFileSync(process.env.OME_TEST_COUNTS, JSON.stringify({passes, failures, skipped}))
      // A connection that a test forgot would keep the process for ever: it is told of, and the process ends.
      setTimeout(() => {
        process.stderr.write(`the tests left open: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}\n`)
        process.exit(failures > 0 ? 1 : 0)
      }, patienceMs).unref()
    })
  }
}
