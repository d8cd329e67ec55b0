// Preloaded by the benchmark: leaves the number of files that were loaded as modules in the file named by OME_BENCH_MODULES.
'use strict'
const fs = require('node:fs')

process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((file) => file !== __filename)
  fs.writeFileSync(process.env.OME_BENCH_MODULES, JSON.stringify(loaded))
})
