import assert from 'node:assert/strict'
import {Confluence} from './confluence.ts'

async function* numbers(count: number, taken: {count: number} = {count: 0}): AsyncGenerator<number> {
  for (let each = 1; each <= count; each++) {
    taken.count = each
    yield each
  }
}

async function collect(all: AsyncIterable<number>): Promise<number[]> {
  const found: number[] = []
  for await (const each of all) found.push(each)
  return found
}

describe('streams that are joined', () => {
  it('give all they have, each in its order, and end', async () => {
    const all = new Confluence<number>()
    all.add(numbers(1000))
    all.add(numbers(1000))
    const found = await collect(all)
    assert.equal(found.length, 2000)
    assert.equal(found.filter((each) => each === 1000).length, 2)
  })

  it('may be joined by others while it runs', async () => {
    const all = new Confluence<number>()
    all.add(numbers(2))
    let more = 3
    const found: number[] = []
    for await (const each of all) {
      found.push(each)
      if (each === 2 && more-- > 0) all.add(numbers(2))
    }
    assert.deepEqual(found, [1, 2, 1, 2, 1, 2, 1, 2])
  })

  it('wait for a slow reader', async () => {
    const taken = {count: 0}
    const all = new Confluence<number>()
    all.add(numbers(100_000, taken))
    for await (const each of all) {
      await new Promise((go) => setImmediate(go))
      assert.ok(taken.count <= each + 600, `${taken.count} were taken in when ${each} was read`)
      if (each === 50) break
    }
    assert.ok(taken.count < 1000)
  })

  it('fail with the first of them', async () => {
    const all = new Confluence<number>()
    all.add(numbers(3))
    all.add(
      (async function* (): AsyncGenerator<number> {
        yield 7
        throw new Error('broken')
      })(),
    )
    await assert.rejects(collect(all), /broken/)
  })
})
