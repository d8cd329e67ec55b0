import assert from 'node:assert/strict'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import Compare from '../../src/commands/grove/compare.ts'
import Diagnostics from '../../src/commands/grove/diagnostics.ts'
import Health from '../../src/commands/grove/health.ts'
import Metrics from '../../src/commands/grove/metrics.ts'
import Status from '../../src/commands/grove/status.ts'
import Topology from '../../src/commands/grove/topology.ts'
import {type GroveWorld, world} from '../world.ts'

const commands: Readonly<Record<string, CommandClass & {readonly examples: readonly unknown[]}>> = {
  compare: Compare,
  diagnostics: Diagnostics,
  health: Health,
  metrics: Metrics,
  status: Status,
  topology: Topology,
}

describe('examples in the help', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  let cwd: string
  before(async () => {
    cluster = await world()
    cwd = await mkdtemp(join(tmpdir(), 'ome-grove-'))
  })
  after(async () => {
    await cluster.stop()
    await rm(cwd, {recursive: true, force: true})
  })

  for (const [verb, command] of Object.entries(commands))
    for (const example of command.examples) {
      const line = String(example).replace('<%= config.bin %> ', '')
      it(line, async () => {
        assert.ok(line.startsWith(`grove ${verb}`), line)
        const {code, out, err} = await cluster.run(command, line.split(' ').slice(2), {cwd})
        assert.equal(code, 0, err)
        assert.notEqual(out, '')
      })
    }
})
