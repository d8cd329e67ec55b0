import assert from 'node:assert/strict'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import Apply from '../src/commands/apply.ts'
import GitopsDiff from '../src/commands/gitops/diff.ts'
import GitopsInit from '../src/commands/gitops/init.ts'
import GitopsReconcile from '../src/commands/gitops/reconcile.ts'
import GitopsSync from '../src/commands/gitops/sync.ts'
import {Remote} from './remote.ts'
import {type Workspace, workspace} from './workspace.ts'

const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
const tools = resolve(import.meta.dirname, '../../../tools/bin')

describe('ome gitops', function () {
  this.timeout(60_000)
  let here: Workspace
  let remote: Remote
  let data: string
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
    remote = new Remote()
    data = join(remote.root, 'data')
  })
  after(async () => {
    remote.stop()
    await here.stop()
  })

  const run: Workspace['run'] = (command, words, options = {}) =>
    here.run(command, words, {
      data,
      env: {...process.env, PATH: `${tools}:${process.env['PATH']}`, GIT_CONFIG_GLOBAL: '/dev/null'},
      ...options,
    })
  const engine = async (name: string) =>
    (await (await here.cluster.kube()).get(services, name, {namespace: 'default'}))?.['spec'].engine
  const change = async (name: string, body: object) =>
    (await here.cluster.kube()).patch(services, name, 'merge', body, {namespace: 'default'})

  it('keeps a service with a secret as text out of the repository, and a sync leaves it as it runs', async () => {
    const other = new Remote()
    const kube = await here.cluster.kube()
    const env = [
      {name: 'HF_TOKEN', value: 'hf_text'},
      {name: 'MODE', value: 'fast'},
    ]
    const spec = {model: {name: 'mistral-7b'}, engine: {runner: {name: 'ome-container', env}}}
    here.write({
      'telling.yaml': {
        apiVersion: 'ome.io/v1beta1',
        kind: 'InferenceService',
        metadata: {name: 'telling', namespace: 'ml-prod'},
        spec,
      },
    })
    assert.equal((await run(Apply, '-f telling.yaml')).code, 0)
    const {code, err} = await run(GitopsInit, `--repo ${other.url} -n ml-prod`)
    assert.equal(code, 0, err)
    assert.match(
      err,
      /left out as a whole: inferenceservice\/telling in ml-prod .*env\[HF_TOKEN\]: keep it in a Secret/,
    )
    const files = other.git(['ls-tree', '-r', '--name-only', 'main'], other.url)
    assert.match(files, /inferenceservice-chat/)
    assert.doesNotMatch(files, /telling/)

    assert.equal((await run(GitopsSync, '-n ml-prod')).code, 0)
    const live = await kube.get(services, 'telling', {namespace: 'ml-prod'})
    assert.deepEqual(live?.['spec'].engine.runner.env, env)
    assert.equal((await run(GitopsDiff, '-n ml-prod')).code, 0)
    here.cluster.api.delete(services, 'telling', 'ml-prod')
    other.stop()
  })

  it('needs a binding first', async () => {
    for (const command of [GitopsSync, GitopsDiff, GitopsReconcile]) {
      const {code, err} = await run(command, '')
      assert.deepEqual([code, err.split('\n')[0]], [2, 'error: namespace "default" is not bound to a git repository'])
    }
  })

  it('shows what it would put into an empty repository, and puts it there', async () => {
    const tried = await run(GitopsInit, `--repo ${remote.url} --dry-run`)
    assert.equal(tried.code, 0, tried.err)
    assert.match(tried.out, /the repository is empty: \d+ files go to branch main\n {2}base\/inferenceservice-/)
    assert.equal(remote.git(['for-each-ref'], remote.url), '')

    const {code, out, err} = await run(GitopsInit, `--repo ${remote.url}`)
    assert.deepEqual([code, out], [0, 'configmap/ome-gitops created\n'], err)
    const overlay = remote.git(['ls-tree', '-r', '--name-only', 'main', 'overlays/'], remote.url).trim()
    assert.match(overlay, /^overlays\/[\w-]+\/kustomization\.yaml$/)
    assert.match(remote.read(overlay), /namespace: default/)
    assert.match(remote.read('base/inferenceservice-prod-llama.yaml'), /name: prod-llama\n/)
    assert.doesNotMatch(remote.read('base/inferenceservice-prod-llama.yaml'), /namespace:|status:|uid:/)
  })

  it('has no drift then, and is bound already', async () => {
    const {code, out, err} = await run(GitopsDiff, '')
    assert.deepEqual(
      [code, out, err],
      [0, '', 'no drift in what the repository says; fields added beside it are not looked at\n'],
    )
    assert.match((await run(GitopsInit, `--repo ${remote.url}`)).out, /unchanged/)
    const other = new Remote()
    const refused = await run(GitopsInit, `--repo ${other.url}`)
    assert.deepEqual([refused.code, other.git(['for-each-ref'], other.url)], [6, ''], refused.err)
    other.stop()
  })

  it('tells drift by field and puts it back after a yes', async () => {
    await change('prod-llama', {spec: {engine: {minReplicas: 5, maxReplicas: 5}}})
    const {code, out} = await run(GitopsDiff, '')
    assert.deepEqual([code, out], [3, 'service/prod-llama: replicas (3 → 5)\n'])
    const json = JSON.parse((await run(GitopsDiff, '-o json')).out)
    assert.deepEqual(json.items[0].fields, [{path: 'replicas', from: 3, to: 5}])

    const unasked = await run(GitopsReconcile, '')
    assert.deepEqual([unasked.code, (await engine('prod-llama')).maxReplicas], [2, 5])
    const put = await run(GitopsReconcile, '--yes')
    assert.deepEqual([put.code, (await engine('prod-llama')).maxReplicas], [0, 3], put.err)
    assert.equal((await run(GitopsDiff, '')).code, 0)
  })

  it('shows no secret in a drift', async () => {
    const env = (value: string) => ({
      spec: {engine: {runner: {name: 'ome-container', env: [{name: 'HF_TOKEN', value}]}}},
    })
    const path = 'base/inferenceservice-mistral-dev.yaml'
    const before = remote.read(path)
    const variable =
      '\n    runner:\n      name: ome-container\n      env:\n        - name: HF_TOKEN\n          value: hf_one\n'
    remote.push({[path]: before.replace(/\n {2}engine:\n/, `\n  engine:${variable}`)})
    assert.equal((await run(GitopsSync, '')).code, 0)
    await change('mistral-dev', env('hf_two'))
    for (const words of ['', '-o json']) {
      const {out, code} = await run(GitopsDiff, words)
      assert.equal(code, 3)
      assert.doesNotMatch(out, /hf_one|hf_two/)
    }
    await run(GitopsReconcile, '--yes')
    remote.push({[path]: before})
    await run(GitopsSync, '--yes')
  })

  it('applies a new commit, keeps what somebody else changed, and says so', async () => {
    await run(GitopsSync, '')
    const text = remote.read('base/inferenceservice-prod-llama.yaml')
    await change('mistral-dev', {metadata: {labels: {theirs: 'yes'}}, spec: {engine: {maxReplicas: 6}}})
    remote.push({'base/inferenceservice-prod-llama.yaml': text.replace('maxReplicas: 3', 'maxReplicas: 4')})

    const {code, out, err} = await run(GitopsSync, '')
    assert.equal(code, 6, err)
    assert.match(out, /inferenceservice\/prod-llama configured/)
    assert.match(
      err,
      /changed by others and left: inferenceservice\/mistral-dev in default: \.spec\.engine\.maxReplicas/,
    )
    assert.deepEqual([(await engine('prod-llama')).maxReplicas, (await engine('mistral-dev')).maxReplicas], [4, 6])
    assert.equal((await run(GitopsReconcile, '--yes')).code, 0)
    assert.equal((await run(GitopsSync, '')).code, 0)
  })

  it('deletes what a commit removed, after a yes', async () => {
    const kustomization = remote.read('base/kustomization.yaml')
    remote.push({
      'base/inferenceservice-web-staging.yaml': undefined,
      'base/kustomization.yaml': kustomization.replace(/.*web-staging.*\n/, ''),
    })
    const unasked = await run(GitopsSync, '')
    assert.deepEqual([unasked.code, (await engine('web-staging')) !== undefined], [2, true])
    const {code, out, err} = await run(GitopsSync, '--yes')
    assert.equal(code, 0, err)
    assert.match(out, /inferenceservice\/web-staging deleted/)
    assert.equal(await engine('web-staging'), undefined)
  })

  it('refuses what another tool keeps in step', async () => {
    await change('research-a', {metadata: {labels: {'argocd.argoproj.io/instance': 'x'}}})
    const {code, err} = await run(GitopsSync, '')
    assert.equal(code, 6)
    assert.match(err, /^error: inferenceservice\/research-a in default is kept in step by Argo CD\n/)
    await change('research-a', {metadata: {labels: {'argocd.argoproj.io/instance': null}}})
  })

  it('an address may not hold a secret or run a program, and must be there', async () => {
    const namespaced = '-n ml-team'
    for (const [repo, code, message] of [
      ['https://me:secret@example.com/x.git', 2, /holds a credential/],
      ['ext::sh', 2, /is no address/],
      ['--upload-pack=x', 2, /./],
      [join(remote.root, 'none.git'), 7, /git fetch.*\nhint: see what git itself says: git ls-remote /],
    ] as const) {
      const {code: found, err} = await run(GitopsInit, `--repo=${repo} ${namespaced}`)
      assert.equal(found, code, err)
      assert.match(err, message)
      assert.doesNotMatch(err, /secret@/)
    }
    assert.equal(
      readdirSync(join(data, 'gitops')).some((name) => name.endsWith('.tmp')),
      false,
    )
  })

  it('says that git is missing', async () => {
    const {code, err} = await run(GitopsDiff, '', {env: {PATH: remote.root}})
    assert.deepEqual([code, err], [1, 'error: there is no git on PATH\nhint: install git\n'])
    assert.ok(existsSync(data) && readFileSync(join(remote.url, 'HEAD'), 'utf8'))
  })
})
