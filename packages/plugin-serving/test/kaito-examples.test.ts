import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import AlertsConfigure from '../src/commands/alerts/configure.ts'
import AlertsList from '../src/commands/alerts/list.ts'
import AlertsTest from '../src/commands/alerts/test.ts'
import AuthCheck from '../src/commands/auth/check.ts'
import MonitorResources from '../src/commands/monitor/resources.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  'alerts configure': AlertsConfigure,
  'alerts list': AlertsList,
  'alerts test': AlertsTest,
  'auth check': AuthCheck,
  'monitor resources': MonitorResources,
}

describe('examples in the help of what KAITO runs', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line.startsWith(`${id} `) || line === id, line)
        const {code, err} = await world.said(command, line.slice(id.length + 1) || '-o json')
        assert.equal(code, 0, err)
      })
    }
})
