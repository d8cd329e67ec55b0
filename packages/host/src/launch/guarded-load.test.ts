import assert from 'node:assert/strict'
import {guardedLoad, type LoadGuard} from './guarded-load.ts'

describe('loading code that is not our own', () => {
  const guard = (changes: Partial<LoadGuard> = {}): LoadGuard & {readonly said: string[]} => {
    const said: string[] = []
    const io = {err: (text: string) => void said.push(text), errIsTTY: false}
    return {
      said,
      plugin: {name: 'ome-x', origin: 'link', root: '/src/ome-x'},
      io,
      verbose: false,
      now: () => 0,
      ...changes,
    }
  }
  /** A clock that goes on by so many milliseconds each time it is read. */
  const ticking = (ms: number): (() => number) => {
    let now = -ms
    return () => (now += ms)
  }

  const workspace = {name: 'ome-x', origin: 'workspace', root: '/repository'} as const

  it('gives what was loaded and leaves the process as it was', () => {
    const before = [process.exit, Object.getOwnPropertyDescriptor(process, 'stdout')?.get]

    assert.equal(
      guardedLoad(() => 'code', guard()),
      'code',
    )

    assert.deepEqual([process.exit, Object.getOwnPropertyDescriptor(process, 'stdout')?.get], before)
    assert.equal(Reflect.has(globalThis, Symbol.for('ome.load')), false)
  })

  it('passes on what loading throws, and leaves the process as it was', () => {
    const before = process.exit
    const fault = new Error('boom')

    assert.throws(
      () =>
        guardedLoad(() => {
          throw fault
        }, guard()),
      fault,
    )
    assert.equal(process.exit, before)
  })

  it('gives up on an endless loop, in words', () => {
    assert.throws(
      () =>
        guardedLoad(
          () => {
            for (;;);
          },
          guard({patienceMs: 20}),
        ),
      {
        kind: 'failed',
        message: 'plugin ome-x is still loading after 0.02 s',
        hints: ['mend it in /src/ome-x and build it again', 'or stop using that folder: ome plugin unlink ome-x'],
      },
    )
  })

  for (const [what, changes, said] of [
    ['on a terminal', {now: ticking(1200), io: {errIsTTY: true}}, ['note: plugin ome-x took 1.2 s to load\n']],
    ['with --verbose', {now: ticking(1200), verbose: true}, ['note: plugin ome-x took 1.2 s to load\n']],
    ['in a pipe', {now: ticking(1200)}, []],
    ['of the repository', {now: ticking(1200), verbose: true, plugin: workspace}, []],
    ['that is quick', {now: ticking(900), verbose: true}, []],
  ] as const)
    it(`slow loading ${what}`, () => {
      const lines: string[] = []
      const io = {errIsTTY: false, ...('io' in changes ? changes.io : {}), err: (text: string) => void lines.push(text)}

      guardedLoad(() => undefined, guard({...changes, io}))

      assert.deepEqual(lines, said)
    })
})
