import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import Create from '../src/commands/kf/create.ts'
import Delete from '../src/commands/kf/delete.ts'
import NotebookCreate from '../src/commands/kf/notebook/create.ts'
import NotebookDelete from '../src/commands/kf/notebook/delete.ts'
import Ls from '../src/commands/kf/notebook/ls.ts'
import Start from '../src/commands/kf/notebook/start.ts'
import Stop from '../src/commands/kf/notebook/stop.ts'
import Remove from '../src/commands/kf/remove.ts'
import Run from '../src/commands/kf/run.ts'
import Shell from '../src/commands/kf/shell.ts'
import Health from '../src/commands/kf/status/health.ts'
import Info from '../src/commands/kf/status/info.ts'
import Status from '../src/commands/kf/status.ts'
import Use from '../src/commands/kf/use.ts'
import Whoami from '../src/commands/kf/whoami.ts'
import {asPerson} from './people.ts'
import {type TrainingWorld, trainingWorld} from './training-world.ts'

/** In an order in which what a line needs is still there. `open` runs until Ctrl-C and has a test of its own. */
const commands: readonly (readonly [id: string, command: CommandClass & {readonly examples: readonly unknown[]}])[] = [
  ['kf whoami', Whoami],
  ['kf use', Use],
  ['kf create', Create],
  ['kf status', Status],
  ['kf status health', Health],
  ['kf status info', Info],
  ['kf run', Run],
  ['kf shell', Shell],
  ['kf notebook ls', Ls],
  ['kf notebook stop', Stop],
  ['kf notebook start', Start],
  ['kf notebook create', NotebookCreate],
  ['kf notebook delete', NotebookDelete],
  ['kf remove', Remove],
  ['kf delete', Delete],
]

describe('examples in the help of projects and notebooks', function () {
  this.timeout(30_000)
  let place: TrainingWorld
  let folder: string
  before(async () => {
    place = await trainingWorld()
    folder = mkdtempSync(join(tmpdir(), 'ome-examples-'))
    mkdirSync(join(folder, 'manifests'))
    const map = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'settings'}, data: {}}
    writeFileSync(join(folder, 'manifests', 'settings.json'), JSON.stringify(map))
  })
  after(async () => {
    rmSync(folder, {recursive: true})
    await place.stop()
  })

  for (const [id, command] of commands)
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line === id || line.startsWith(`${id} `), line)
        const words = line
          .slice(id.length + 1)
          .split(' ')
          .filter(Boolean)
        const options = {cwd: folder, stdin: 'exit\n', useNamespace: async () => ({context: 'production'})}
        const {code, out, err} = await asPerson(place)('production', command, words, options)
        assert.equal(code, 0, err)
        if (command !== Shell) assert.notEqual(out, '')
      })
    }
})
