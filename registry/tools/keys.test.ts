import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readRoot} from '@ome/installer/registry/signed-files'
import {nextRoot} from '@ome/installer/registry/trust'
import {trustedFile} from './trusted-file.ts'

/** The ceremony as the page about registries describes it, with the real programs. */
describe('key ceremony', () => {
  let home: string
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-keys-'))
    succeeds('keys', 'make', '--out', at('keys'), 'ann', 'bob', 'cat', 'dan', 'index', 'timestamp')
  })
  after(() => rmSync(home, {recursive: true, force: true}))

  const at = (...path: readonly string[]): string => join(home, ...path)
  const tool = (name: string, ...words: readonly string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...words], {encoding: 'utf8'})
  function succeeds(name: string, ...words: readonly string[]): string {
    const {status, stdout, stderr} = tool(name, ...words)
    assert.equal(status, 0, stderr)
    return stdout
  }

  const pub = (name: string): string => at('keys', `${name}.pub`)
  const roles = (): readonly string[] => [
    '--index',
    pub('index'),
    '--timestamp',
    pub('timestamp'),
    '--expires',
    '2099-01-01T00:00:00Z',
  ]
  const keysOf = (...names: readonly string[]): readonly string[] => names.flatMap((name) => ['--root', pub(name)])
  const sign = (file: string, ...names: readonly string[]): void => {
    for (const name of names) succeeds('sign', '--role', 'root', '--key', at('keys', `${name}.pem`), file)
  }
  it('private keys are for their owner only, and are not made inside a repository or over others', () => {
    assert.equal(statSync(at('keys/ann.pem')).mode & 0o777, 0o600)
    assert.equal(statSync(at('keys')).mode & 0o777, 0o700)
    assert.match(tool('keys', 'make', '--out', at('keys'), 'ann').stderr, /EEXIST/)
    mkdirSync(at('clone/.git'), {recursive: true})
    const inside = tool('keys', 'make', '--out', at('clone/keys'), 'ann')
    assert.deepEqual([inside.status, existsSync(at('clone/keys'))], [1, false])
    assert.match(inside.stderr, /private keys are made outside of any/)
  })

  it('a root is valid when its threshold of holders has signed, each alone', () => {
    const file = at('root/1.json')
    succeeds('keys', 'root', '--registry', 'acme', ...keysOf('ann', 'bob', 'cat'), ...roles(), '--out', file)
    assert.match(succeeds('keys', 'show', file), /signed {4}by 0 of its 3 own keys; 2 are needed/)
    sign(file, 'ann')
    const half = tool('keys', 'show', file)
    assert.deepEqual([half.status, /by 1 of its 3 own keys/.test(half.stdout)], [1, true])
    assert.throws(() => trustedFile(file), /1 of the 2 signatures/)
    sign(file, 'cat')
    assert.match(succeeds('keys', 'show', file), /by 2 of its 3 own keys/)
    assert.deepEqual([trustedFile(file).purpose, trustedFile(file).version], ['production', 1])
  })

  it('a rotation needs the holders of before and of after', () => {
    const [before, file] = [at('root/1.json'), at('root/2.json')]
    const changed = ['--version', '2', '--registry', 'acme', ...keysOf('bob', 'cat', 'dan')]
    succeeds('keys', 'root', ...changed, ...roles(), '--out', file)
    sign(file, 'cat', 'dan')
    const follow = () =>
      nextRoot(trustedFile(before), {bytes: readFileSync(file), signature: readFileSync(`${file}.sig`)})
    const early = tool('keys', 'show', file, '--before', before)
    assert.deepEqual([early.status, /by 1 of the keys of root version 1; 2 are needed/.test(early.stdout)], [1, true])
    assert.throws(follow, /root\/2\.json has 1 of the 2 signatures/)
    sign(file, 'ann')
    succeeds('keys', 'show', file, '--before', before)
    assert.equal(follow().version, 2)
  })

  it('a root that no client would read is not made', () => {
    const make = (...words: readonly string[]) =>
      tool('keys', 'root', '--registry', 'acme', ...roles(), '--out', at('bad.json'), ...words)
    assert.match(make(...keysOf('ann')).stderr, /threshold is not between 1 and 1/)
    assert.match(make(...keysOf('ann', 'ann')).stderr, /names a key twice/)
    assert.equal(make(...keysOf('ann', 'bob'), '--purpose', 'fun').status, 2)
    assert.equal(existsSync(at('bad.json')), false)
  })

  it('the public half says nothing of the private one', () => {
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(pub('ann'), 'utf8'))), ['keyid', 'public'])
    assert.equal(readRoot(JSON.parse(readFileSync(at('root/1.json'), 'utf8'))).roles.root.threshold, 2)
  })
})
