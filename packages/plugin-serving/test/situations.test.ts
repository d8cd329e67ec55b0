import assert from 'node:assert/strict'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {golden} from '@ome/testkit/golden'
import Debug from '../src/commands/debug.ts'
import Status from '../src/commands/status.ts'
import {type Situation, saying} from './situation.ts'
import {situations} from './situations.ts'
import {world} from './world.ts'

/** How long a start takes and how often something crashed depends on the machine. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/10\.244\.\d+\.\d+/g, 'IP')
    .replaceAll(/\d+ restarts?/g, 'N restarts')
    .replaceAll(/\b\d+[smhd](?:\d+[smh])?\b/g, 'AGE')
    .replaceAll(/^(?:TYPE|\w+Ready|Ready) .*$/gm, (row) => row.replaceAll(/ {2,}/g, '   '))

describe('situations of an on-call engineer', () => {
  for (const situation of situations)
    it(situation.about, async () => {
      const {scenario, name, objects = [], log, service = 'chat'} = situation
      await using cluster = await world({...(scenario && {scenario}), objects})
      await situation.make?.(cluster)
      const kube = log ? {kube: saying(cluster, log)} : {}
      const status = await cluster.run(Status, [service], kube)
      const debug = await cluster.run(Debug, [service], kube)
      const page = `$ ome status service ${service}\n${status.out}${status.err}\n$ ome debug service ${service}\n${debug.out}${debug.err}`
      golden(import.meta.dirname, `situations/${name}`, steady(page))
      assert.deepEqual([status.code, debug.code], [0, situation.code])
    })

  it('are listed', async () => {
    const file = join(import.meta.dirname, 'golden', 'situations', 'README.md')
    if (process.env['OME_GOLDEN'] === '1') await writeFile(file, table(situations))
    assert.equal(await readFile(file, 'utf8'), table(situations))
  })
})

const table = (all: readonly Situation[]): string =>
  [
    '# What an on-call engineer sees',
    '',
    '`ome status` and `ome debug` in each situation: the first line says the cause, the last one the next command.',
    '',
    '| File | What happened | Scenario | `debug` ends with |',
    '| --- | --- | --- | --- |',
    ...all.map(
      ({name, about, scenario = 'quickstart', code}) => `| [${name}](${name}.txt) | ${about} | ${scenario} | ${code} |`,
    ),
    '',
  ].join('\n')
