import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import ModelsDelete from '../src/commands/models/delete.ts'
import ModelsDescribe from '../src/commands/models/describe.ts'
import ModelsEstimate from '../src/commands/models/estimate.ts'
import TestRuntime from '../src/commands/test/runtime.ts'
import {scenario, type TestWorld} from './world.ts'

const commands: readonly (readonly [CommandClass, string, RegExp])[] = [
  [ModelsDescribe, 'models describe NAME', /Name: +llama-3-3-70b\n/],
  [ModelsEstimate, 'models estimate NAME', /Model: +llama-3-3-70b\n/],
  [TestRuntime, 'test runtime NAME', /takes llama-3-3-70b\n/],
  [ModelsDelete, 'models delete NAME', /^$/],
]

describe('a name that is left out', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await scenario('tour-ome')
  })
  after(() => cluster.stop())

  for (const [command, usage, shown] of commands)
    it(`is asked for on a terminal: ${usage}`, async () => {
      const {out} = await cluster.run(command, [], {tty: true, stdin: ['', 'n']})
      assert.match(out.replaceAll(/\u001b\[[\d;]*m/g, ''), shown)
      const piped = await cluster.run(command, [])
      assert.deepEqual([piped.code, piped.out], [2, ''])
      assert.match(piped.err, new RegExp(`^error: which (model|runtime)\\?\nhint: name it: ome ${usage}\n`))
    })
})
