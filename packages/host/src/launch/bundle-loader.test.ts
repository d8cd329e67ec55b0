import assert from 'node:assert/strict'
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {bundleLoader} from './bundle-loader.ts'

describe('bundleLoader', () => {
  let folder: string
  let cache: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-bundle-'))
    cache = join(folder, 'cache')
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const bundle = (text: string, name = 'plugin.cjs'): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  const cached = (): string => {
    const [name = '', ...more] = readdirSync(cache)
    assert.deepEqual(more, [])
    return join(cache, name)
  }
  const commandsIn = (file: string): string | undefined => readFileSync(file, 'latin1').split('\n', 1)[0]?.split(' ')[2]
  const answering = (value: number): string => `exports.answer = () => ${value}`
  const answerOf = (file: string, command?: string): number => {
    const loader = bundleLoader(cache)
    const {answer} = loader.load(file) as {answer: () => number}
    const value = answer()
    if (command !== undefined) loader.save(command)
    return value
  }

  it('runs a bundle once, as node would', () => {
    const file = bundle('module.exports = {file: __filename, folder: __dirname, own: module.exports === exports}')
    const loader = bundleLoader(cache)

    const made = loader.load(file)

    assert.deepEqual(made, {file, folder, own: true})
    assert.equal(loader.load(file), made)
  })

  it("takes names from the host, from node, and from the bundle's own folder", () => {
    bundle('exports.word = "neighbour of the " + require("@ome/sdk/x")', 'neighbour.cjs')
    const file = bundle(
      'exports.found = [require("@ome/sdk/x"), require("node:path").sep, require("./neighbour.cjs").word, require.resolve("./neighbour.cjs")]',
    )
    const provide = (name: string) => (name === '@ome/sdk/x' ? () => 'host' : undefined)

    const made = bundleLoader(undefined).load(file, {provide}) as {found: string[]}

    assert.deepEqual(made.found, ['host', '/', 'neighbour of the host', join(folder, 'neighbour.cjs')])
  })

  it('leaves a bundle with import() to whoever knows how, and no other', () => {
    const loader = bundleLoader(cache)
    const withImports = (file: string) => `node's own ${file}`
    const importing = bundle('exports.load = () => import("./module.mjs")', 'importing.cjs')

    assert.equal(loader.load(importing, {withImports}), `node's own ${importing}`)
    assert.deepEqual(Object.keys(loader.load(bundle(answering(1)), {withImports}) as object), ['answer'])
  })

  it('keeps compiled code for the person alone and adds each command once', () => {
    const file = bundle(answering(1))

    answerOf(file, 'get')
    const {ino, mode} = statSync(cached())
    assert.equal(mode & 0o777, 0o600)
    answerOf(file, 'get')
    assert.equal(statSync(cached()).ino, ino)
    answerOf(file, 'logs')

    assert.equal(commandsIn(cached()), 'get,logs')
    assert.equal(answerOf(file), 1)
  })

  it('never runs code of another text of the same length', () => {
    const file = bundle(answering(1))
    answerOf(file, 'get')
    bundle(answering(2))
    utimesSync(file, new Date(0), new Date(1000))

    assert.equal(answerOf(file, 'logs'), 2)
    assert.equal(commandsIn(cached()), 'logs')
  })

  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['cut off', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['with a lost block', (bytes) => Buffer.from(bytes).fill(0, bytes.length - 512)],
    ['not a cache', () => Buffer.from('something else\nentirely')],
  ]
  for (const [name, damage] of damages) {
    it(`compiles anew what is ${name}`, () => {
      const file = bundle(`${answering(1)};${'exports.more = (a, b) => a + b * 3 - [a, b].length;'.repeat(40)}`)
      answerOf(file, 'get')
      writeFileSync(cached(), damage(readFileSync(cached())))

      assert.equal(answerOf(file, 'logs'), 1)
      assert.equal(commandsIn(cached()), 'logs')
    })
  }

  it('works without a folder that can be written', () => {
    cache = '/dev/null/none'

    assert.equal(answerOf(bundle(answering(1)), 'get'), 1)
  })

  it('throws what a bundle throws, each time', () => {
    const loader = bundleLoader(cache)
    const file = bundle('throw new Error("broken")')

    assert.throws(() => loader.load(file), /^Error: broken$/)
    assert.throws(() => loader.load(file), /^Error: broken$/)
    assert.throws(() => loader.load(join(folder, 'absent.cjs')), {code: 'ENOENT'})
  })
})
