import assert from 'node:assert/strict'
import fc from 'fast-check'
import {byFigure, dominates, paretoFront} from './pareto.ts'

interface Thing {
  readonly cost: number | undefined
  readonly speed: number | undefined
}

const objectives = [byFigure<Thing>('least', ({cost}) => cost), byFigure<Thing>('most', ({speed}) => speed)]
const figure = fc.option(fc.integer({min: 0, max: 6}), {nil: undefined, freq: 4})
const things = fc.array(fc.record({cost: figure, speed: figure}), {maxLength: 24})

describe('a Pareto front', () => {
  it('leaves out what costs more and is slower', () => {
    const [cheap, fast, bad] = [
      {cost: 1, speed: 1},
      {cost: 3, speed: 5},
      {cost: 4, speed: 2},
    ]
    const {front, dominated} = paretoFront([bad, cheap, fast], objectives)

    assert.deepEqual(front, [cheap, fast])
    assert.deepEqual(dominated, [{item: bad, by: fast}])
  })

  it('keeps what is equal, and what cannot be compared', () => {
    const all = [
      {cost: 1, speed: 5},
      {cost: 1, speed: 5},
      {cost: undefined, speed: 1},
    ]
    assert.deepEqual(paretoFront(all, objectives).front, all)
  })

  it('has nothing in it that is dominated, and loses nothing else', () => {
    fc.assert(
      fc.property(things, (all) => {
        const {front, dominated} = paretoFront(all, objectives)
        const isBeaten = (item: Thing): boolean => all.some((other) => dominates(other, item, objectives))
        assert.ok(front.every((item) => !isBeaten(item)))
        assert.ok(dominated.every(({item, by}) => dominates(by, item, objectives) && front.includes(by)))
        assert.equal(front.length + dominated.length, all.length)
      }),
    )
  })

  it('keeps all that a newcomer does not dominate itself', () => {
    fc.assert(
      fc.property(things, fc.record({cost: figure, speed: figure}), (all, newcomer) => {
        const before = paretoFront(all, objectives).front
        const after = paretoFront([...all, newcomer], objectives).front
        for (const item of before) assert.equal(after.includes(item), !dominates(newcomer, item, objectives))
      }),
    )
  })

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(things, (all) => {
        const front = new Set(paretoFront(all, objectives).front)
        const again = paretoFront(all.toReversed(), objectives).front
        assert.ok(again.length === front.size && again.every((item) => front.has(item)))
      }),
    )
  })
})
