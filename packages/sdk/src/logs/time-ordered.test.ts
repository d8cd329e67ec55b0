import assert from 'node:assert/strict'
import fc from 'fast-check'
import {TimeOrdered, type TimeOrderedOptions} from './time-ordered.ts'

interface Line {
  readonly rank: number
  readonly at: string
  readonly text: string
}

const line = (rank: number, millisecond: number, text = ''): Line => ({
  rank,
  at: new Date(Date.UTC(2026, 10, 21) + millisecond).toISOString().slice(0, -1),
  text,
})

async function* stream(lines: Iterable<Line>): AsyncGenerator<Line> {
  yield* lines
}

async function joined(sources: readonly AsyncIterable<Line>[], options: TimeOrderedOptions = {}): Promise<Line[]> {
  const all = new TimeOrdered<Line>(options)
  for (const source of sources) all.add(source)
  const lines: Line[] = []
  for await (const batch of all) lines.push(...batch)
  return lines
}

/** Never says anything and ends when it is told to. */
function silent(): {readonly lines: AsyncIterable<Line>; end(): void} {
  const {promise, resolve} = Promise.withResolvers<void>()
  const next = async (): Promise<IteratorResult<Line>> => {
    await promise
    return {done: true, value: undefined}
  }
  return {lines: {[Symbol.asyncIterator]: () => ({next})}, end: resolve}
}

describe('streams joined by time', () => {
  it('gives every line once, in order, whatever the streams are', async () => {
    const times = fc.array(fc.array(fc.nat(50), {maxLength: 40}), {maxLength: 6})
    await fc.assert(
      fc.asyncProperty(times, async (ranks) => {
        const sorted = ranks.map((own, rank) =>
          own.sort((a, b) => a - b).map((at, index) => line(rank, at, `${index}`)),
        )
        const lines = await joined(sorted.map(stream))
        assert.equal(lines.length, sorted.flat().length)
        for (const [index, {at}] of lines.entries()) assert.ok(index === 0 || (lines[index - 1]?.at ?? '') <= at)
        for (const [rank, own] of sorted.entries())
          assert.deepEqual(
            lines.filter((each) => each.rank === rank),
            own,
          )
      }),
    )
  })

  it('64 streams of 2,000 lines: all of them, in order, and none read far ahead', async () => {
    const [ranks, each] = [64, 2000]
    const ahead = new Array<number>(ranks).fill(0)
    let furthest = 0
    async function* counted(rank: number): AsyncGenerator<Line> {
      for (let index = 0; index < each; index++) {
        ahead[rank] = (ahead[rank] ?? 0) + 1
        furthest = Math.max(furthest, ahead[rank] ?? 0)
        yield line(rank, index * 64 + ((rank * 37) % 64))
      }
    }
    const all = new TimeOrdered<Line>({patienceMs: 60_000})
    for (let rank = 0; rank < ranks; rank++) all.add(counted(rank))
    let [count, before, largest] = [0, '', 0]
    for await (const batch of all) {
      largest = Math.max(largest, batch.length)
      for (const {rank, at} of batch) {
        assert.ok(before <= at, `${at} behind ${before}`)
        before = at
        ahead[rank] = (ahead[rank] ?? 0) - 1
        count++
      }
    }
    assert.equal(count, ranks * each)
    assert.ok(furthest <= 513 + largest, `${furthest} lines of one stream were read ahead`)
    assert.ok(largest <= 1024)
  })

  it('a stream that is full of long lines is not read on', async () => {
    let read = 0
    async function* long(): AsyncGenerator<Line> {
      for (; read < 100; read++) yield line(0, read, 'x'.repeat(32 * 1024))
    }
    const all = new TimeOrdered<Line>()
    const quiet = silent()
    all.add(long())
    all.add(quiet.lines)
    const iterator = all[Symbol.asyncIterator]()
    const first = iterator.next()
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(read, 3, 'four lines of 32 Ki characters fill it')
    quiet.end()
    await first
    await iterator.return(undefined)
  })

  it('without patience nothing is given before every stream has spoken', async () => {
    const {promise, resolve} = Promise.withResolvers<void>()
    async function* late(): AsyncGenerator<Line> {
      await promise
      yield line(1, 1)
    }
    const lines = joined([stream([line(0, 2)]), late()])
    setImmediate(resolve)
    assert.deepEqual(
      (await lines).map(({rank}) => rank),
      [1, 0],
    )
  })

  it('a stream that says nothing does not hold up the others for ever', async () => {
    const quiet = silent()
    const all = new TimeOrdered<Line>({patienceMs: 1})
    all.add(stream([line(0, 1), line(0, 2)]))
    all.add(quiet.lines)
    const given: Line[] = []
    for await (const batch of all) {
      given.push(...batch)
      if (given.length === 2) quiet.end()
    }
    assert.equal(given.length, 2)
  })

  it('a stream with more lines than room is not held up by silent ones either', async () => {
    const quiet = silent()
    const all = new TimeOrdered<Line>({patienceMs: 1})
    all.add(stream(Array.from({length: 5000}, (_, index) => line(0, index))))
    all.add(quiet.lines)
    let count = 0
    for await (const batch of all) {
      count += batch.length
      if (count === 5000) quiet.end()
    }
    assert.equal(count, 5000)
  })

  it('takes streams that come later', async () => {
    const all = new TimeOrdered<Line>()
    const {promise, resolve} = Promise.withResolvers<void>()
    all.add(stream([line(0, 1)]))
    all.beside(promise)
    const given: number[] = []
    for await (const batch of all) {
      given.push(...batch.map(({rank}) => rank))
      if (given.length === 1) {
        all.add(stream([line(1, 2)]))
        resolve()
      }
    }
    assert.deepEqual(given, [0, 1])
  })

  it('gives what was read before a failure, then fails', async () => {
    async function* broken(): AsyncGenerator<Line> {
      yield line(0, 1)
      throw new Error('broke off')
    }
    const given: Line[] = []
    await assert.rejects(
      async () => {
        const all = new TimeOrdered<Line>()
        all.add(broken())
        for await (const batch of all) given.push(...batch)
      },
      {message: 'broke off'},
    )
    assert.equal(given.length, 1)
  })

  it('fails with the work beside it', async () => {
    const all = new TimeOrdered<Line>()
    all.beside(Promise.reject(new Error('may not list pods')))
    await assert.rejects(async () => {
      for await (const _ of all);
    }, /may not list pods/)
  })

  it('ends its streams when it is not read any more', async () => {
    let isEnded = false
    async function* endless(): AsyncGenerator<Line> {
      try {
        for (let index = 0; ; index++) yield line(0, index)
      } finally {
        isEnded = true
      }
    }
    const all = new TimeOrdered<Line>()
    all.add(endless())
    for await (const _ of all) break
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(isEnded)
  })
})
