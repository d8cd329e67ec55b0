import assert from 'node:assert/strict'
import RagDeploy from '../src/commands/rag/deploy.ts'
import DocumentList from '../src/commands/rag/document/list.ts'
import RagHealth from '../src/commands/rag/health.ts'
import IndexList from '../src/commands/rag/index/list.ts'
import RagStatus from '../src/commands/rag/status.ts'
import {type RagWorld, world} from './world.ts'

describe('engines of several clusters', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())
  const run = (command: Parameters<RagWorld['run']>[0], ...argv: string[]) =>
    tour.run(command, ['my-rag', '--cluster', 'production,us-east', '-n', 'default', ...argv])

  it('are told together, and one that is missing hides no other', async () => {
    const status = await run(RagStatus)
    const health = await run(RagHealth)

    assert.deepEqual([status.code, health.code], [4, 4])
    assert.match(status.out, /^Cluster production$[\s\S]*^State: +Ready$[\s\S]*^Cluster us-east$/m)
    assert.match(status.err, /^error: us-east: ragengine "my-rag" not found/m)
    assert.match(health.out, /^production +service +ok +Healthy$/m)
    assert.match(health.out, /^us-east +<not-found>/m)
  })

  it('are listed together, with their cluster', async () => {
    const documents = JSON.parse((await run(DocumentList, '-o', 'json')).out).items
    const indexes = await run(IndexList)

    assert.deepEqual(
      documents.map(({cluster}: {cluster: string}) => cluster),
      ['production', 'production', 'production', 'us-east'],
    )
    assert.match(indexes.out, /^production +default +3$/m)
  })

  it('are not reached by the address of one', async () => {
    const {code} = await run(IndexList, '--url', 'http://127.0.0.1:1')

    assert.equal(code, 2)
  })
})

describe('an engine for several clusters', () => {
  it('is deployed in each, and one document tells of all', async () => {
    const tour = await world()
    const words = [
      'papers',
      '--cluster',
      'production,us-east,nowhere',
      '--inference-url',
      'http://chat/v1/chat/completions',
    ]
    const wrong = await tour.run(RagDeploy, words)
    const both = words.map((word) => word.replace(',nowhere', ''))
    const dry = await tour.run(RagDeploy, [...both, '--dry-run=client', '-o', 'yaml'])
    const {code, out, err} = await tour.run(RagDeploy, [
      ...both,
      '-o',
      'json',
      '--instance-type',
      'Standard_NV36ads_A10_v5',
    ])
    const waiting = await tour.run(RagDeploy, [...both, '--wait'])
    await tour.stop()

    assert.equal(wrong.code, 2)
    assert.match(dry.out, /^# context: production\napiVersion[\s\S]*^---\n# context: us-east\napiVersion/m)
    assert.equal(code, 0, err)
    const {kind, items} = JSON.parse(out)
    assert.equal(kind, 'PlanList')
    assert.deepEqual(
      items.map(({cluster, applied}: {cluster: string; applied: boolean}) => [cluster, applied]),
      [
        ['production', true],
        ['us-east', true],
      ],
    )
    assert.match(items[0].notes.join('\n'), /3\.20 USD\/h/)
    assert.equal(waiting.code, 2)
  })
})
