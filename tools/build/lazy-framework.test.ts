import assert from 'node:assert/strict'
import {lazyRequires} from './lazy-framework.ts'

const run = (text: string, load: (name: string) => unknown): Record<string, unknown> => {
  const exports = {}
  new Function('exports', 'require', lazyRequires(text))(exports, load)
  return exports
}

describe('lazyRequires', () => {
  it('loads a dependency on first use and once', () => {
    const loaded: string[] = []
    const module = run(
      'const path_1 = require("node:path");\nexports.join = (a) => (0, path_1.join)(a, path_1.sep);',
      (name) => {
        loaded.push(name)
        return {join: (...parts: string[]) => parts.join('+'), sep: '|'}
      },
    ) as {join: (text: string) => string}

    assert.deepEqual(loaded, [])
    assert.equal(module.join('a'), 'a+|')
    assert.equal(module.join('b'), 'b+|')
    assert.deepEqual(loaded, ['node:path'])
  })

  it('turns re-exported namespaces into getters', () => {
    let loaded = 0
    const module = run('exports.Args = void 0;\nexports.Args = require("./args");', () => ({count: ++loaded}))

    assert.equal(loaded, 0)
    assert.deepEqual(module['Args'], {count: 1})
    assert.deepEqual(module['Args'], {count: 1})
  })

  it('leaves properties of the same name alone', () => {
    const module = run('const util_1 = require("u");\nexports.pick = (o) => [o.util_1, util_1.x];', () => ({x: 1})) as {
      pick: (from: unknown) => unknown
    }

    assert.deepEqual(module.pick({util_1: 2}), [2, 1])
  })
})
