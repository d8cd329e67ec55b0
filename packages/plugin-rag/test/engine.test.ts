import assert from 'node:assert/strict'
import RagLogs from '../src/commands/rag/logs.ts'
import RagMetrics from '../src/commands/rag/metrics.ts'
import RagScale from '../src/commands/rag/scale.ts'
import {type RagWorld, world} from './world.ts'

describe('a RAG engine', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())

  it('tells its latencies since it started', async () => {
    await tour.advance(600_000)
    const {code, out} = await tour.run(RagMetrics, ['my-rag', '--show', 'latency'])
    const json = await tour.run(RagMetrics, ['my-rag', '-o', 'json'])

    assert.equal(code, 0)
    assert.match(out, /^OPERATION +P50 +P95 +P99 +MEAN$/m)
    assert.match(out, /^chat +\d+ ms +\d+ ms/m)
    const [chat] = JSON.parse(json.out).items
    assert.deepEqual([chat.operation, chat.source, chat.requests > 0], ['chat', 'since-start', true])
    assert.ok(chat.p50.seconds < chat.p95.seconds)
  })

  it('prints the log of its service', async () => {
    const {code, out} = await tour.run(RagLogs, ['my-rag'])
    const last = await tour.run(RagLogs, ['my-rag', '--tail', '1'])

    assert.equal(code, 0)
    assert.match(out, /no node passes the similarity threshold 0\.85/)
    assert.equal(last.out.trim().split('\n').length, 1)
  })

  it('follows the log until Ctrl-C', async () => {
    const stop = new AbortController()
    const {code} = await tour.pass(RagLogs, ['my-rag', '--follow'], {signal: stop.signal, onWrite: () => stop.abort()})

    assert.equal(code, 130)
  })

  it('follows the log for a while', async () => {
    const {code} = await tour.run(RagLogs, ['my-rag', '--follow', '--timeout', '50ms'])

    assert.equal(code, 0)
  })

  it('stays what it is with one replica, and is never more', async () => {
    const one = await tour.run(RagScale, ['my-rag', '--replicas', '1'])
    const three = await tour.run(RagScale, ['my-rag', '--replicas', '3'])
    const none = await tour.run(RagScale, ['my-rag', '--replicas', '0'])
    const gone = await tour.run(RagScale, ['gone', '--replicas', '1'])

    assert.deepEqual([one.code, one.out], [0, 'ragengine/my-rag unchanged (1 replica)\n'])
    assert.deepEqual([three.code, none.code, gone.code], [2, 2, 4])
    assert.match(three.err, /FAISS keeps the index in each pod/)
    assert.match(three.err, /hint: .*ome rag deploy my-rag-2 --vector-store qdrant --vector-url/)
    assert.match(none.err, /ome rag backup my-rag -n default/)
  })

  for (const [what, command] of [
    ['metrics', RagMetrics],
    ['logs', RagLogs],
  ] as const) {
    it(`is not found by ${what} when it is not there`, async () => {
      const {code, err} = await tour.run(command, ['gone'])

      assert.equal(code, 4)
      assert.match(err, /ome get ragengines -n default/)
    })
  }
})
