import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {run} from '@ome/testkit/run'
import {scenario} from '@ome/testkit/scenario'
import Analyze from '../src/commands/cost-optimizer/analyze.ts'
import Report from '../src/commands/cost-optimizer/report.ts'

describe('ome cost-optimizer', () => {
  let world: TestCluster

  before(async () => {
    world = await cluster({objects: await scenario(import.meta.dirname, 'ml-models')})
    await world.advance(2 * 3600_000)
  })

  after(() => world?.stop())

  const ask = (command: typeof Analyze | typeof Report, argv: readonly string[], cwd?: string) =>
    run(command, ['-n', 'ml-models', ...argv], {kube: world.kube, now: world.now, ...(cwd ? {cwd} : {})})

  it('lists GPUs that are held for nothing, with price and source', async () => {
    const {code, out, err} = await ask(Analyze, [])

    assert.deepEqual({code, err}, {code: 0, err: ''})
    golden(import.meta.dirname, 'analyze', out)
  })

  it('prints the same as a versioned document', async () => {
    const {out} = await ask(Analyze, ['-o', 'json'])

    golden(import.meta.dirname, 'analyze-json', out)
  })

  it('takes prices from a file', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'prices-'))
    writeFileSync(
      join(cwd, 'p.yaml'),
      'source: contract\ndate: "2026-01-31"\nusdPerGpuHour: {NVIDIA-A100-SXM4-40GB: 1}\n',
    )
    const {out} = await ask(Analyze, ['--prices', 'p.yaml'], cwd)
    rmSync(cwd, {recursive: true})

    assert.match(out, /\$1,460\/month.*contract 2026-01-31/)
  })

  it('says which file of prices is not there', async () => {
    const {code, err} = await ask(Analyze, ['--prices', 'none.yaml'])

    assert.deepEqual([code, err], [4, 'error: none.yaml is not there\n'])
  })

  it('says so where no GPU is held', async () => {
    const {code, out, err} = await run(Analyze, ['-n', 'default'], {kube: world.kube, now: world.now})

    assert.deepEqual({code, out, err}, {code: 0, out: '', err: 'every GPU is in use\n'})
  })

  it('sums up by reason', async () => {
    const {code, out} = await ask(Report, [])

    assert.equal(code, 0)
    golden(import.meta.dirname, 'report', out)
  })
})
