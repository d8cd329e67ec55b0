import assert from 'node:assert/strict'
import {mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {RunResult} from '@ome/testkit/run'
import GitopsDiff from '../src/commands/gitops/diff.ts'
import GitopsInit from '../src/commands/gitops/init.ts'
import GitopsSync from '../src/commands/gitops/sync.ts'
import {gitRepositories} from '../src/process/git.ts'
import {Remote} from './remote.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const maps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const text = (name: string, value: string): string => JSON.stringify(configMap(name, {value}))

describe('ome gitops in trouble', function () {
  this.timeout(60_000)
  let here: Workspace
  let remote: Remote
  let data: string
  before(async () => {
    here = await workspace({install: ['ome']})
    remote = new Remote()
    data = join(remote.root, 'data')
    remote.push({'a.yaml': text('a', '1'), 'b.yaml': text('b', '1')})
  })
  after(async () => {
    remote.stop()
    await here.stop()
  })

  const run: Workspace['run'] = (command, words, options = {}) =>
    here.run(command, words, {data, env: {...process.env, GIT_CONFIG_GLOBAL: '/dev/null'}, ...options})
  const content = (name: string): Readonly<Record<string, string>> | undefined =>
    here.cluster.api.get(maps, name, 'default')?.['data']
  /** A client whose writes to one object fail, or that ends with them. */
  const failing = async (name: string, error: Error): Promise<() => Promise<KubeClient>> => {
    const kube = await here.cluster.kube()
    const apply: KubeClient['apply'] = (resource, body, options) => {
      if (body.metadata.name === name && !options?.dryRun) throw error
      return kube.apply(resource, body, options)
    }
    const client = Object.assign(Object.create(kube), {apply})
    return async () => client
  }

  it('a commit of which a change failed is not the one that was synced', async () => {
    assert.equal((await run(GitopsInit, `--repo ${remote.url}`)).code, 0)
    const kube = await failing('b', new OmeError('failed', 'the disk is full'))
    const {code, err} = await run(GitopsSync, '', {kube})
    assert.equal(code, 1)
    assert.match(err, /error: configmap\/b: the disk is full\n/)
    assert.deepEqual([content('a'), content('b')], [{value: '1'}, undefined])
    const {commit, pending} = content('ome-gitops') ?? {}
    assert.deepEqual([commit, pending], [undefined, remote.git(['rev-parse', 'main'], remote.url).trim()])
    assert.equal((await run(GitopsDiff, '')).code, 2)

    const again = await run(GitopsSync, '')
    assert.deepEqual([again.code, content('b')], [0, {value: '1'}], again.err)
    assert.deepEqual([content('ome-gitops')?.['pending'], (await run(GitopsDiff, '')).code], [undefined, 0])
  })

  it('what an interrupted sync made is deleted when a later commit does not have it', async () => {
    remote.push({'c.yaml': text('c', '1'), 'd.yaml': text('d', '1')})
    const kube = await failing('d', new OmeError('failed', 'no'))
    await run(GitopsSync, '', {kube})
    assert.notEqual(content('c'), undefined)
    remote.push({'c.yaml': undefined, 'd.yaml': undefined})

    const {code, out, err} = await run(GitopsSync, '--yes')
    assert.equal(code, 0, err)
    assert.match(out, /configmap\/c deleted/)
    assert.equal(content('c'), undefined)
  })

  it('of two at once one stops before it changes anything', async () => {
    remote.push({'a.yaml': text('a', '2')})
    const client = await here.cluster.kube()
    let other: RunResult | undefined
    const apply: KubeClient['apply'] = async (resource, body, options) => {
      if (!options?.dryRun) other ??= await run(GitopsSync, '', {data: join(remote.root, 'other-data')})
      return await client.apply(resource, body, options)
    }
    const late: KubeClient = Object.assign(Object.create(client), {apply})
    const {code, out, err} = await run(GitopsSync, '', {kube: async () => late})
    assert.deepEqual([other?.code, code, out], [0, 6, ''], err)
    assert.deepEqual([content('a'), (await run(GitopsDiff, '')).code], [{value: '2'}, 0])
  })

  it('takes away a field that a commit removed, also where somebody else had brought it', async () => {
    const kube = await here.cluster.kube()
    const own = (data: object): string => JSON.stringify({...configMap('f', {}), data})
    await kube.create(maps, {
      ...configMap('f', {kept: '1', gone: '1', theirs: '1'}),
      metadata: {name: 'f', namespace: 'default'},
    })
    remote.push({'f.yaml': own({kept: '1', gone: '1', theirs: '1'})})
    assert.equal((await run(GitopsSync, '')).code, 0)
    await kube.patch(maps, 'f', 'merge', {data: {theirs: '2', added: '1'}}, {namespace: 'default'})
    remote.push({'f.yaml': own({kept: '2'})})

    const {code, out, err} = await run(GitopsSync, '')
    assert.equal(code, 0, err)
    assert.match(out, /configmap\/f configured/)
    assert.deepEqual(content('f'), {kept: '2', theirs: '2', added: '1'})
    assert.match((await run(GitopsSync, '')).out, /configmap\/f unchanged/)
  })

  it('never deletes a namespace, and no model that a service uses', async () => {
    const ome = (kind: string, name: string, spec: object): string =>
      JSON.stringify({apiVersion: 'ome.io/v1beta1', kind, metadata: {name}, spec})
    const namespace = JSON.stringify({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'kept'}})
    const storage = {storageUri: 'hf://org/m', path: '/raid/models/m'}
    remote.push({
      'ns.yaml': namespace,
      'm.yaml': ome('ClusterBaseModel', 'used', {storage, modelFormat: {name: 'safetensors'}}),
      's.yaml': ome('InferenceService', 's', {
        model: {name: 'used', kind: 'ClusterBaseModel'},
        engine: {runner: {name: 'ome-container', image: 'example/engine:1'}},
      }),
    })
    const synced = await run(GitopsSync, '')
    assert.equal(synced.code, 0, synced.err)
    const kube = await here.cluster.kube()
    const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
    const live = await kube.get(services, 's', {namespace: 'default'})
    await kube.create(services, {...(live as typeof live & object), metadata: {name: 'other', namespace: 'kept'}})
    remote.push({'ns.yaml': undefined, 'm.yaml': undefined, 's.yaml': undefined})

    const {code, out, err} = await run(GitopsSync, '--yes')
    assert.equal(code, 0, err)
    assert.match(out, /inferenceservice\/s deleted/)
    assert.match(err, /left: namespace\/kept: all that is in it would go with it\n/)
    assert.match(err, /left: clusterbasemodel\/used: service other in kept uses it\n/)
  })

  for (const [part, value, message] of [
    ['path', '../..', /is no folder inside the repository/],
    ['path', '/etc', /is no folder inside the repository/],
    ['branch', '--upload-pack=x', /is no name of a branch/],
    ['repo', 'ext::sh -c touch% x', /is no address/],
    ['repo', 'https://me:secret@example.com/x.git', /holds a credential/],
    ['commit', 'HEAD', /is no commit/],
  ] as const)
    it(`does not follow a binding whose ${part} is ${value}`, async () => {
      const kube = await here.cluster.kube()
      const namespace = 'kept'
      const binding = {repo: remote.url, branch: 'main', path: '.', [part]: value}
      await kube.apply(maps, configMap('ome-gitops', binding, {namespace}) as never, {force: true, namespace})
      const {code, err} = await run(GitopsSync, '-n kept')
      assert.equal(code, 2, err)
      assert.match(err, message)
      assert.doesNotMatch(err, /secret@/)
    })

  it('a copy that a killed run left broken is made anew, and its rests go', async () => {
    const folder = join(data, 'gitops')
    const [copy = ''] = readdirSync(folder).filter((name) => name.endsWith('.git'))
    rmSync(join(folder, copy, 'HEAD'))
    mkdirSync(join(folder, 'dead.tmp'))
    writeFileSync(join(folder, 'dead.tmp', 'x'), '')
    utimesSync(join(folder, 'dead.tmp'), new Date(0), new Date(0))
    remote.push({'a.yaml': text('a', '3')})

    const {code, err} = await run(GitopsSync, '')
    assert.deepEqual([code, content('a')], [0, {value: '3'}], err)
    assert.deepEqual(readdirSync(folder), [copy])
  })

  it('names the commit and the file that cannot be read', async () => {
    remote.push({'broken.yaml': 'a: [1\nb: }'})
    const {code, err} = await run(GitopsSync, '')
    assert.equal(code, 1, err)
    assert.match(err, /^error: commit [0-9a-f]{12}: broken\.yaml/)
    assert.equal(err.includes(data), false, err)
    remote.push({'broken.yaml': undefined})
  })

  it('a link inside the repository leads nowhere', async () => {
    writeFileSync(join(remote.root, 'outside.yaml'), text('outside', '1'))
    remote.git(['clone', '--quiet', remote.url, join(remote.root, 'linked')], remote.root)
    const cwd = join(remote.root, 'linked')
    symlinkSync(join(remote.root, 'outside.yaml'), join(cwd, 'link.yaml'))
    remote.git(['add', '-A'], cwd)
    remote.git(['commit', '--quiet', '-m', 'link'], cwd)
    remote.git(['push', '--quiet', 'origin', 'HEAD:main'], cwd)
    const {code} = await run(GitopsSync, '')
    assert.deepEqual([code, content('outside')], [1, undefined])
    remote.push({'link.yaml': undefined})
  })

  it('gives up a remote that accepts and says nothing', async () => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const folder = join(remote.root, 'silent')
    const around = {folder, env: process.env, signal: new AbortController().signal, now: () => new Date()}
    try {
      await assert.rejects(
        gitRepositories({...around, silenceMs: 200}).open(`git://127.0.0.1:${port}/x.git`, 'main'),
        (error) => error instanceof OmeError && error.kind === 'unreachable' && /said nothing/.test(error.message),
      )
    } finally {
      server.close()
    }
    assert.deepEqual(readdirSync(folder), [])
  })
})
