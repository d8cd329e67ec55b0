// Makes a fresh clone ready: installs what package-lock.json pins, once. Plain CJS, runs on Node 20.
'use strict'
const {spawnSync} = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const stamp = path.join(root, 'node_modules', '.cache', 'ome-installed')
const lock = path.join(root, 'package-lock.json')
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', 'node')

/** Installs when the lock file differs from the one last installed. Exits the process when npm fails. */
function ensureInstalled() {
  const wanted = fs.readFileSync(lock)
  if (fs.existsSync(stamp) && fs.existsSync(pinnedNode) && fs.readFileSync(stamp).equals(wanted)) return
  process.stderr.write('Installing the toolchain and libraries (npm ci); this takes about a minute the first time.\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (result.status !== 0) {
    const why = result.error ? result.error.message : `npm ended with code ${result.status ?? result.signal}`
    process.stderr.write(
      `error: the libraries could not be installed: ${why}\nhint: check that the npm registry can be reached, then run the same command again\n`,
    )
    process.exit(1)
  }
  fs.mkdirSync(path.dirname(stamp), {recursive: true})
  fs.writeFileSync(stamp, wanted)
}

/** Runs a TypeScript program of this repository on the pinned Node, with its binaries first on PATH, and ends with its code. */
function runPinned(file, args) {
  ensureInstalled()
  const bin = path.join(root, 'node_modules', '.bin')
  const {spawn} = require('node:child_process')
  const child = spawn(pinnedNode, [path.join(root, file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`},
  })
  // A terminal sends Ctrl-C to the whole group; passing it on too would count as a second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

module.exports = {runPinned}
if (require.main === module) runPinned(process.argv[2], process.argv.slice(3))
