// Preloaded by the benchmark: leaves the names of the files that were loaded in the file named by OME_BENCH_MODULES:
// node's modules, and the bundles that the launcher compiles itself.
'use strict'
const fs = require('node:fs')
const vm = require('node:vm')

const bundles = []
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    if (typeof options?.filename === 'string') bundles.push(options.filename)
  }
}

process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((file) => file !== __filename)
  fs.writeFileSync(process.env.OME_BENCH_MODULES, JSON.stringify([...loaded, ...bundles]))
})
