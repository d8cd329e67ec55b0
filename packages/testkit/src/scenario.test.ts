import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {golden} from './golden.ts'
import {scenario} from './scenario.ts'

describe('files of a plugin anywhere', () => {
  let home: string

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'ome-scenario-')))
    mkdirSync(join(home, 'test/scenarios/two'), {recursive: true})
    mkdirSync(join(home, 'test/golden'))
    writeFileSync(join(home, 'package.json'), '{}')
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const object = (kind: string, name: string, namespace?: string): string =>
    JSON.stringify({apiVersion: 'v1', kind, metadata: {name, ...(namespace ? {namespace} : {})}})

  it('a scenario is read with what lies in no namespace first', async () => {
    const folder = join(home, 'test/scenarios/two')
    writeFileSync(join(folder, 'a.yaml'), `${object('Pod', 'one', 'ml')}\n---\n${object('Pod', 'two', 'ml')}\n`)
    writeFileSync(join(folder, 'b.yaml'), object('Namespace', 'ml'))
    writeFileSync(join(folder, 'README.md'), 'Two pods.\n')

    const objects = await scenario(join(home, 'test'), 'two')

    assert.deepEqual(
      objects.map(({kind, metadata}) => `${kind} ${metadata.name}`),
      ['Namespace ml', 'Pod one', 'Pod two'],
    )
  })

  it('a scenario that is not there is named', async () => {
    await assert.rejects(scenario(join(home, 'test'), 'none'), /test\/scenarios\/none holds no scenario/)
  })

  it('golden files lie in the package of the test', () => {
    writeFileSync(join(home, 'test/golden/said.txt'), 'hello\n')

    golden(join(home, 'test'), 'said', 'hello\n')
    assert.throws(() => golden(join(home, 'test'), 'said', 'bye\n'), /differs from .*test\/golden\/said\.txt/)
  })
})
