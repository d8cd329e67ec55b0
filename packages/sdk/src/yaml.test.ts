import assert from 'node:assert/strict'
import fc from 'fast-check'
import {parseManifests, parseYaml} from './yaml.ts'
import {dumpYaml} from './yaml-dump.ts'

const read = async (text: string): Promise<unknown> => (await parseYaml(text))[0]

describe('YAML as kubectl reads it', () => {
  const table: [string, unknown][] = [
    ['yes', true],
    ['on', true],
    ['y', true],
    ['No', false],
    ['017', 15],
    ['0o17', 15],
    ['1_000', 1000],
    ['0x1F', 31],
    ['-0x1F', -31],
    ['0b101', 5],
    ['12:30:45', '12:30:45'],
    ['2026-01-01', '2026-01-01'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['~', null],
    ['Null', null],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.50', 1.5],
    ['1.', '1.'],
    ['09', 9],
    ['_1', '_1'],
    ['"017"', '017'],
    ['1.2.3', '1.2.3'],
  ]
  for (const [text, value] of table) {
    it(`${text} is ${JSON.stringify(value)}`, async () => assert.deepEqual(await read(`a: ${text}`), {a: value}))
  }

  it('makes texts of keys that are not texts', async () => {
    assert.deepEqual(await read('n: 1\n5: 2'), {false: 1, 5: 2})
  })

  it('reads several documents, skips empty ones, flattens lists', async () => {
    const text =
      '---\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- {apiVersion: v1, kind: B}\n---\n# nothing\n---\napiVersion: v1\nkind: C\nmetadata: {name: c}\n'
    const objects = await parseManifests(text)
    assert.deepEqual(
      objects.map(({kind, metadata}) => [kind, metadata.name]),
      [
        ['A', 'a'],
        ['B', undefined],
        ['C', 'c'],
      ],
    )
  })

  it('reads JSON', async () => {
    assert.deepEqual(await parseYaml('{"a":\t[1]}'), [{a: [1]}])
  })

  it('names source and line of a mistake', async () => {
    await assert.rejects(parseYaml('a: 1\nb: [1\nc: 2\n', {source: 'x.yaml'}), /^OmeError: x\.yaml: line \d+: /)
    await assert.rejects(parseYaml('a: 1\na: 2\n', {source: 'x.yaml'}), /^OmeError: x\.yaml: line 2: .*duplicate/)
    await assert.rejects(parseManifests('kind: A\n', {source: 'x.yaml'}), /x\.yaml: document 1: apiVersion not set/)
    await assert.rejects(parseManifests('apiVersion: v1\n'), /kind not set/)
    await assert.rejects(parseManifests('- 1\n'), /document 1 is not a Kubernetes object/)
  })

  it('refuses aliases that multiply, and texts that are too long', async () => {
    const levels = Array.from(
      {length: 9},
      (_, index) => `l${index + 1}: &l${index + 1} [${Array(9).fill(`*l${index}`).join(',')}]`,
    )
    await assert.rejects(parseYaml(`l0: &l0 [x,x]\n${levels.join('\n')}\n`), /too large once its aliases are expanded/)
    await assert.rejects(parseYaml('a: &a [*a]\n'), /alias/)
    await assert.rejects(parseYaml('a: 1', {limitBytes: 2}), /more than 2 bytes/)
  })

  it('does not let a document change prototypes', async () => {
    const value = await read('__proto__: {polluted: true}\n')
    assert.equal(Reflect.get({}, 'polluted'), undefined)
    assert.deepEqual(Object.keys(value as object), ['__proto__'])
  })
})

describe('YAML as kubectl writes it', () => {
  // As `kubectl patch --local -o yaml` prints the same values.
  const table: [unknown, string][] = [
    ['yes', '"yes"'],
    ['017', '"017"'],
    ['1e3', '"1e3"'],
    ['12:30:45', '"12:30:45"'],
    ['2026-01-01', '"2026-01-01"'],
    ['', '""'],
    ['~', '"~"'],
    ['1.2.3', '1.2.3'],
    ['a: b', "'a: b'"],
    ['- x', "'- x'"],
    ['-x', '-x'],
    ['*', "'*'"],
    ["it's", "it's"],
    ["'x", "'''x'"],
    ['#x', "'#x'"],
    ['a #b', "'a #b'"],
    ['a#b', 'a#b'],
    ['a\tb', '"a\\tb"'],
    ['... x', "'... x'"],
    ['---x', "'---x'"],
    ['x:', "'x:'"],
    [' x', "' x'"],
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    ['\u001b[31m', '"\\u001b[31m"'],
    [[], '[]'],
    [{}, '{}'],
    [null, 'null'],
    [['a', {b: 1}], '\n- a\n- b: 1'],
  ]
  for (const [value, text] of table) {
    it(JSON.stringify(value), () =>
      assert.equal(dumpYaml({k: value}), `k:${text.startsWith('\n') ? '' : ' '}${text}\n`),
    )
  }

  it('sorts keys, does not indent lists, quotes keys', () => {
    assert.equal(
      dumpYaml({b: [{y: 1, x: [[1], []]}], a: {n: true, '1': undefined}}),
      'a:\n  "n": true\nb:\n- x:\n  - - 1\n  - []\n  "y": 1\n',
    )
  })

  it('orders keys as go-yaml does', () => {
    const keys = ['p9', 'p50', 'p100', 'a1b', 'a-b', 'ab', 'B', '1', '10', '2', '1e3']
    const order = dumpYaml(Object.fromEntries(keys.map((key) => [key, 0])))
      .split('\n')
      .map((line) => line.split(':')[0])
    assert.deepEqual(order, ['"1"', '"2"', '"10"', '"1e3"', 'B', 'a-b', 'a1b', 'ab', 'p9', 'p50', 'p100', ''])
  })

  it('is read back as the same value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const plain = JSON.parse(JSON.stringify(value))
        assert.deepEqual((await parseYaml(dumpYaml({value: plain})))[0], {value: plain})
      }),
      {numRuns: 500},
    )
  })

  it('keeps every text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({unit: 'binary'}), async (text) => {
        assert.deepEqual((await parseYaml(dumpYaml({[text]: [text]})))[0], {[text]: [text]})
      }),
      {numRuns: 500},
    )
  })
})
