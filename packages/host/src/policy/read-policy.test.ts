import assert from 'node:assert/strict'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type Policy, refusal, remoteRefusal} from '@ome/installer/policy/policy'
import {isOmeError} from '@ome/sdk/errors'
import {policyOfText} from './policy-yaml.ts'
import {joinPolicies, readPolicyFiles} from './read-policy.ts'

describe('policy files', () => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-policy-'))
    mkdirSync(join(home, 'data'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  const at = (name: string): string => join(home, name)
  const put = (name: string, text: string): void => writeFileSync(at(name), text)
  const read = async (named?: string, cluster?: Policy): Promise<Policy> =>
    joinPolicies(
      await readPolicyFiles({system: at('system.yaml'), data: at('data'), named: named && at(named)}),
      cluster,
    )
  const failure = async (named?: string): Promise<string> => {
    try {
      await read(named)
    } catch (error) {
      if (isOmeError(error) && error.kind === 'denied') return error.message
      throw error
    }
    return 'none'
  }

  const scale = {plugin: '@ome/plugin-serving', command: 'scale service', risk: 'write'} as const

  it('that are not there permit everything but commands inside the cluster', async () => {
    const policy = await read()
    assert.equal(refusal(policy, scale), undefined)
    assert.ok(remoteRefusal(policy, {image: 'a', serviceAccount: 'b', namespace: 'c'}))
  })

  it('of a person cannot loosen what the machine or the cluster says (T22)', async () => {
    put(
      'system.yaml',
      'deny: [{command: "scale *", message: ask first}]\nregistries: [corp]\nlink: false\nminReleaseAgeHours: 168\n',
    )
    put('data/policy.yaml', 'allow: [{plugin: "*"}]\nregistries: [corp, mine]\nlink: true\nminReleaseAgeHours: 0\n')
    put('loose.yaml', 'remote: {images: ["*"], serviceAccounts: ["*"], namespaces: ["*"]}\ntimestampGraceHours: 9000\n')
    const cluster = await policyOfText('channels: [stable]\n', 'cluster')

    const policy = await read('loose.yaml', cluster)

    assert.deepEqual(refusal(policy, scale), {message: 'ask first', origin: at('system.yaml')})
    assert.deepEqual(policy.registries, ['corp'])
    assert.deepEqual(policy.channels, ['stable'])
    assert.equal(policy.link, false)
    assert.equal(policy.minReleaseAgeHours, 168)
    assert.equal(policy.remote, undefined)
    assert.equal(policy.timestampGraceHours, undefined)
  })

  it('of a person can tighten', async () => {
    put('data/policy.yaml', 'deny:\n- risk: destructive\n')
    put('mine.yaml', 'link: false\n')
    const policy = await read('mine.yaml')
    assert.ok(refusal(policy, {...scale, risk: 'destructive'}))
    assert.equal(policy.link, false)
  })

  it('let the cluster grant what runs inside it, unless the machine forbids it', async () => {
    const cluster = await policyOfText('remote: {images: [a], serviceAccounts: [b], namespaces: [c]}', 'cluster')
    const wanted = {image: 'a', serviceAccount: 'b', namespace: 'c'}
    assert.equal(remoteRefusal(await read(undefined, cluster), wanted), undefined)
    put('data/policy.yaml', 'remote: {images: [], serviceAccounts: [], namespaces: []}')
    assert.equal(remoteRefusal(await read(undefined, cluster), wanted)?.origin, at('data/policy.yaml'))
    put('system.yaml', 'remote: {images: [], serviceAccounts: [], namespaces: []}')
    assert.equal(remoteRefusal(await read(undefined, cluster), wanted)?.origin, at('system.yaml'))
  })

  for (const [name, text, reason] of [
    ['no YAML', 'deny: [', /cannot be used/],
    ['an unknown key', 'dney: []', /unknown key "dney"/],
    ['a key twice', 'link: true\nlink: false\n', /unique/],
    ['aliases', 'a: &a [x]\nregistries: *a\n', /alias/i],
    [
      'aliases of aliases',
      `a: &a [x,x]\n${'bcdefghijk'
        .split('')
        .map((c, n) => `${c}: &${c} [*${'abcdefghij'[n]},*${'abcdefghij'[n]}]`)
        .join('\n')}`,
      /alias/i,
    ],
    ['deep nesting', `registries: ${'['.repeat(30_000)}`, /cannot be used/],
    ['too many bytes', `# ${'x'.repeat(70_000)}`, /larger than 64 KiB/],
    ['several documents', 'link: false\n---\nlink: true\n', /cannot be used/],
    ['binary rubbish', '\u0000\u0001\u0002', /cannot be used/],
  ] as const)
    it(`with ${name} permit nothing, and are named`, async () => {
      for (const file of ['system.yaml', 'data/policy.yaml']) {
        put(file, text)
        const message = await failure()
        assert.match(message, reason)
        assert.ok(message.includes(at(file)))
        assert.doesNotMatch(message, /[\u0000-\u001f]/)
        rmSync(at(file))
      }
    })

  it('that OME_POLICY names must be there, and be files', async () => {
    assert.match(await failure('absent.yaml'), /OME_POLICY names it and it is not there/)
    mkdirSync(at('folder'))
    assert.match(await failure('folder'), /not a file/)
  })
})
