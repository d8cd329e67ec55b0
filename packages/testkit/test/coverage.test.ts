import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {join, resolve} from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
const plugin = join(import.meta.dirname, 'fixtures/plugin-covered')

interface Test {
  readonly title: string
  readonly err: {readonly message?: string}
}

/** What mocha says of these spec files in a process of its own, by title. */
function results(...specs: readonly string[]): Promise<Map<string, Test['err']>> {
  const argv = ['--no-config', '--extension', 'ts', '--reporter', 'json', '--timeout', '60000', ...specs]
  return new Promise((done, failed) => {
    execFile(join(root, 'node_modules/.bin/mocha'), argv, {cwd: plugin}, (_error, out, err) => {
      if (!out.startsWith('{')) return failed(new Error(`mocha said no JSON: ${out}${err}`))
      const {tests}: {tests: readonly Test[]} = JSON.parse(out)
      done(new Map(tests.map((test) => [test.title, test.err])))
    })
  })
}

describe('coverage()', function () {
  this.timeout(120_000)

  it('tells what is used but not declared, and declared but not used', async () => {
    const found = await results('test/coverage.test.ts', 'test/pods.test.ts')

    assert.deepEqual([...found.keys()].slice(0, 1), ['list them'])
    assert.equal(found.get('ome pods declared')?.message, undefined)
    assert.match(found.get('ome pods silent')?.message ?? '', /what no need declares: list pods$/)
    assert.match(found.get('ome pods wide')?.message ?? '', /what no test makes use of: watch pods$/)
    assert.match(found.get('ome pods bare')?.message ?? '', /lacks needs/)
  })

  it('leaves open what was not used where not all tests of the plugin ran', async () => {
    const found = await results('test/coverage.test.ts')

    assert.equal(found.get('ome pods wide')?.message, undefined)
  })
})
