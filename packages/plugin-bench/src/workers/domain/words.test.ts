import assert from 'node:assert/strict'
import {partsOf, readWord, type WorkerWord, wordLine} from './words.ts'
import {Worker} from './worker.ts'
import {plainHeaders} from './worker-headers.ts'
import {workerFiles} from './worker-objects.ts'

const hear = (worker: Worker, words: readonly WorkerWord[], now = 0): void => {
  for (const word of words) worker.hear(word, now, (data) => data)
}

describe('what a worker says', () => {
  it('is read among what else a container writes', () => {
    const word: WorkerWord = {kind: 'clock', asked: 1, now: 2}
    assert.deepEqual(readWord(wordLine(word)), word)
    for (const line of ['', 'Segmentation fault', '{"kind":"other"}', '{"kind":', '{"level":30}', '[1]'])
      assert.equal(readWord(line), undefined, line)
  })

  it('a result comes in pieces that no runtime breaks, in any order, twice, of this run only', () => {
    const packed = JSON.stringify({text: 'x'.repeat(30_000)})
    const parts = partsOf(2, packed)
    assert.ok(parts.length === 3 && parts.every((part) => wordLine(part).length < 16_000))
    const worker = new Worker(0)
    worker.begin(2)
    hear(worker, partsOf(1, '{"text":"old"}'))
    assert.equal(worker.result, undefined)
    hear(worker, [...parts.toReversed(), ...parts])
    assert.deepEqual(worker.result, JSON.parse(packed))
  })

  it('clocks are compared by the fastest answer', () => {
    const worker = new Worker(0)
    hear(worker, [{kind: 'clock', asked: 1000, now: 51_020}], 1100)
    assert.deepEqual(worker.offset, {ms: 49_970, uncertainMs: 50})
    hear(worker, [{kind: 'clock', asked: 2000, now: 52_005}], 2010)
    assert.deepEqual(worker.offset, {ms: 50_000, uncertainMs: 5})
    hear(worker, [{kind: 'clock', asked: 3000, now: 53_100}], 3400)
    assert.equal(worker.offset?.ms, 50_000)
  })

  it('one that ended is gone when its log is read to the end', () => {
    const worker = new Worker(3)
    worker.state = {phase: 'ended', why: 'ended with code 137 (OOMKilled)'}
    assert.equal(worker.isGone, false)
    worker.isSilent = true
    assert.deepEqual([worker.isGone, worker.name, worker.why], [true, 'worker 3', 'ended with code 137 (OOMKilled)'])
  })
})

describe('what a worker is given', () => {
  it('no headers with secrets', () => {
    assert.deepEqual(plainHeaders([['x-team', 'a']]), {'x-team': 'a'})
    for (const name of ['authorization', 'cookie', 'x-api-key', 'x-auth-token', 'client-secret'])
      assert.throws(() => plainHeaders([[name, 'v']]), /looks like a secret/)
    assert.throws(() => plainHeaders([['x-team', '@file']]), /looks like a secret/)
  })

  it('no more than a ConfigMap holds', () => {
    const wish = {name: 'n', namespace: 'd', workers: 1, image: 'i', deadlineSeconds: 1}
    const job = {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'n', uid: 'u'}}
    assert.throws(
      () => workerFiles(wish, {program: 'A'.repeat(400_000), plan: 'A'.repeat(1_100_000)}, job),
      /the data set is too large for the cluster: compressed it has 806 KiB/,
    )
    const {metadata} = workerFiles(wish, {program: 'AAAA', plan: 'AAAA'}, job)
    assert.deepEqual(metadata.ownerReferences, [{apiVersion: 'batch/v1', kind: 'Job', name: 'n', uid: 'u'}])
  })
})
