// Mocha's spec reporter, which also leaves its counts in the file named by OME_TEST_COUNTS.
'use strict'
const fs = require('node:fs')
const {reporters} = require('mocha')

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = []
    runner.on('pending', (test) => skipped.push(test.fullTitle()))
    runner.once('end', () => {
      const {passes, failures} = this.stats
      if (process.env.OME_TEST_COUNTS)
        fs.writeFileSync(process.env.OME_TEST_COUNTS, JSON.stringify({passes, failures, skipped}))
    })
  }
}
