import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {allowedOnly} from '../../src/completion/allowed-only.ts'
import {repository} from '../launcher.ts'
import {Stage} from './stage.ts'

const alice = 'production-scientist'
const bob = 'production-viewer'
const dora = 'production-opaque'
const erin = 'production-expired'

const isReview = (request: string): boolean => request.includes('authorization.k8s.io')
const isWrite = (request: string): boolean => !request.startsWith('GET') && !isReview(request)

describe('what a person may do in the cluster', () => {
  let sandbox: TestCluster
  let stage: Stage
  before(async function () {
    this.timeout(60_000)
    sandbox = await cluster({scenario: 'tour-platform'})
  })
  after(() => sandbox.stop())
  beforeEach(() => {
    stage = new Stage(sandbox)
  })
  afterEach(() => stage[Symbol.dispose]())

  const kubectl = async (words: readonly string[], input = ''): Promise<string> => {
    const env = {...process.env, KUBECONFIG: sandbox.kubeconfig, HOME: stage.home}
    const child = spawn(join(repository, 'tools/bin/kubectl'), words, {env})
    const texts: string[] = []
    child.stdout.on('data', (chunk) => texts.push(String(chunk)))
    child.stderr.on('data', (chunk) => texts.push(String(chunk)))
    child.stdin.end(input)
    await once(child, 'close')
    return texts.join('')
  }

  it('lets a command write that has its rights, after asking once', async () => {
    const first = await stage.run(alice, 'note set a')
    assert.deepEqual({code: first.code, out: first.out, err: first.err}, {code: 0, out: 'written\n', err: ''})
    assert.equal(first.requests.filter(isReview).length, 1)

    const second = await stage.run(alice, 'note set a')
    assert.deepEqual(second.requests, [
      'GET /api/v1/namespaces/team-a/configmaps/kube-root-ca.crt',
      'PATCH /api/v1/namespaces/team-a/configmaps/a',
    ])
  })

  it('stops a command that lacks rights before it writes, and names the Role to ask for', async () => {
    const {code, out, err, requests} = await stage.run(bob, 'note set b')
    assert.equal(code, 5)
    assert.equal(out, '')
    assert.equal(
      err,
      'error: "note set" needs rights you do not have in namespace "team-a"\n' +
        '  missing  create,patch configmaps\n' +
        'hint: the Role to ask for: ome auth explain note set -n team-a -o yaml\n' +
        'hint: send it anyway: --skip-preflight\n',
    )
    assert.deepEqual(requests.filter(isWrite), [])
  })

  it('counts all rights also where a read fails first, and names the context that was typed', async () => {
    const {err, requests} = await stage.run(alice, `note set b -n team-b --context ${bob}`, {OME_CONTEXT: ''})
    assert.match(err, /in namespace "team-b"\n {2}missing {2}get,create,patch configmaps\n/)
    assert.match(err, /ome auth explain note set -n team-b --context production-viewer -o yaml/)
    assert.deepEqual(requests.filter(isWrite), [])
  })

  it('names all of the identity that was typed in its hints, for a shell', async () => {
    const {err} = await stage.run('production', [
      ...['note', 'set', 'b', '-n', 'team-b', '--as', "o'neil", '--as-group', 'system:authenticated'],
      ...['--kubeconfig', sandbox.kubeconfig],
    ])
    assert.match(
      err,
      new RegExp(
        `ome auth explain note set -n team-b --kubeconfig ${sandbox.kubeconfig} --as 'o'\\\\''neil' --as-group system:authenticated -o yaml\n`,
      ),
    )
  })

  it('explains a refusal of what a command does not declare', async () => {
    const pry = await stage.run(bob, 'note pry')
    assert.equal(
      pry.err,
      'error: "note pry" needs rights you do not have in namespace "team-a"\n  missing  get secrets\n' +
        'hint: the Role to ask for: kubectl create role ome-note-pry --verb=get --resource=secrets -n team-a --dry-run=client -o yaml\n',
    )
  })

  it('explains what a server refuses of the objects in files, and shows their rights when kinds are named', async () => {
    const {code, err} = await stage.run(bob, 'note load a -n team-b')
    assert.equal(code, 5)
    assert.equal(
      err,
      'error: "note load" needs rights you do not have in namespace "team-b"\n  missing  patch configmaps\n' +
        'hint: the Role to ask for: ome auth explain note load configmaps -n team-b -o yaml\n',
    )
    const {out} = await stage.run(bob, 'auth explain note load configmaps -n team-b -o yaml')
    assert.match(out, /resources:\n {2}- configmaps\n {2}verbs:\n {2}- create\n {2}- get\n {2}- patch\n/)
    assert.equal((await stage.run(alice, ['auth', 'can-i', '--command', 'note load configmaps'])).out, 'yes\n')
  })

  it('does not know whether a command that takes files may run', async () => {
    const {code, out, err} = await stage.run(alice, ['auth', 'can-i', '--command', 'note load -f x.yaml'])
    assert.deepEqual([code, out], [3, 'unknown\n'])
    assert.match(err, /^note: the rights depend on the objects in the files/)
    assert.match((await stage.run(alice, 'auth matrix')).out, /note load +\?/)
    const explained = await stage.run(alice, 'auth explain note load')
    assert.match(explained.out, /Access: +unknown\nDepends on: +the objects in the files\n/)
    assert.match(explained.err, /name their kinds behind the command/)
    const json = JSON.parse((await stage.run(alice, 'auth explain note load -o json')).out)
    assert.deepEqual([json.access, json.dependsOn], ['unknown', 'files'])
  })

  it('tells a mistyped resource and an unknown verb', async () => {
    for (const line of [
      ['auth', 'explain', 'note', 'drop', 'configmps'],
      ['auth', 'can-i', '--command', 'note drop configmps'],
      ['auth', 'explain', 'note', 'load', 'secrets,configmps'],
    ]) {
      const {code, err} = await stage.run(alice, line)
      assert.equal(code, 2, line.join(' '))
      assert.match(err, /^error: "configmps" is no resource\nhint: did you mean: note (drop|load) configmap/)
    }
    const odd = await stage.run(alice, 'auth can-i frobnicate pods')
    assert.deepEqual([odd.out, odd.err], ['no\n', 'note: "frobnicate" is no verb that the API knows\n'])
    assert.equal((await stage.run(alice, 'auth can-i list pods')).err, '')
  })

  it('sends it anyway when asked to, and then tells the refusal of the server in the same words', async () => {
    const {code, err, requests} = await stage.run(bob, 'note set b --skip-preflight')
    assert.equal(code, 5)
    assert.match(
      err,
      /^error: "note set" needs rights you do not have in namespace "team-a"\n {2}missing {2}patch configmaps\n/,
    )
    assert.doesNotMatch(err, /--skip-preflight/)
    assert.deepEqual(requests.filter(isWrite), ['PATCH /api/v1/namespaces/team-a/configmaps/b'])
    assert.equal(requests.filter(isReview).length, 0)
  })

  it('asks for a dry run of the server what the write itself would need', async () => {
    assert.equal((await stage.run(bob, 'note set b --dry-run')).code, 5)
    assert.equal((await stage.run(alice, 'note set b --dry-run')).code, 0)
  })

  it('asks about single rights where the server cannot list them', async () => {
    const allowed = await stage.run(dora, 'note set d')
    assert.equal(allowed.code, 0)
    assert.equal(allowed.requests.filter((request) => request.endsWith('selfsubjectaccessreviews')).length, 3)
    const denied = await stage.run(dora, 'note drop configmaps/d')
    assert.match(
      denied.err,
      /^error: "note drop configmaps" needs rights .* in the whole cluster\n {2}missing {2}list nodes\n/,
    )
  })

  it('asks about the resource that was typed, and about the whole cluster', async () => {
    const {code, err} = await stage.run(bob, 'note drop deployments/x')
    assert.equal(code, 5)
    assert.match(err, /missing {2}delete deployments.apps\n {2}missing {2}list nodes in the whole cluster\n/)
    assert.match(err, /ome auth explain note drop deployments -n team-a -o yaml/)
    assert.match((await stage.run('production', 'note drop configmaps/absent -n team-a')).err, /not found/)
  })

  it('says plainly that credentials have expired', async () => {
    const {code, err, requests} = await stage.run(erin, 'note set e')
    assert.equal(code, 5)
    assert.match(err, /does not accept your credentials/)
    assert.deepEqual(requests.filter(isWrite), [])
  })

  it('makes no request for a command that reads; a refusal is explained and remembered', async () => {
    const fine = await stage.run(bob, 'note show x')
    assert.deepEqual(fine.requests, ['GET /api/v1/namespaces/team-a/configmaps'])

    const refused = await stage.run(bob, 'note show x -n team-b')
    assert.equal(refused.code, 5)
    assert.equal(
      refused.err,
      'error: "note show" needs rights you do not have in namespace "team-b"\n  missing  list configmaps\n' +
        'hint: the Role to ask for: ome auth explain note show -n team-b -o yaml\n',
    )
    assert.match(await stage.help(bob, 'note', {OME_NAMESPACE: 'team-b'}), /NEEDS MORE ACCESS\n {2}note show/)
  })

  it('keeps what it learned for its owner only, and forgets it on request', async () => {
    await stage.run(bob, 'note set b')
    const [caller = ''] = readdirSync(join(stage.cache, 'access'))
    const folder = join(stage.cache, 'access', caller)
    assert.match(caller, /^[\da-f]{64}$/)
    assert.deepEqual(readdirSync(folder).sort(), ['policy.json', 'team-a.json'])
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    assert.equal((await stage.run(bob, 'auth refresh')).out, 'access forgotten (1)\n')
    assert.equal((await stage.run(bob, 'auth refresh')).out, 'access unchanged: nothing was known\n')
  })

  it('works where nothing can be kept', async () => {
    stage.put(join(stage.cache, 'access'), 'a file in the way')
    assert.equal((await stage.run(alice, 'note set a')).code, 0)
    assert.match((await stage.run(bob, 'note set b')).err, /missing {2}create,patch configmaps/)
    assert.equal((await stage.run(bob, 'note show b')).code, 0)
    assert.doesNotMatch(await stage.help(bob, 'note'), /NEEDS MORE/)
  })

  it('explains what is missing, and how it looks', async () => {
    golden(import.meta.dirname, 'access/explain', (await stage.run(bob, 'auth explain note set -n team-b')).out)
    golden(
      import.meta.dirname,
      'access/explain-yaml',
      (await stage.run(bob, 'auth explain note set -n team-b -o yaml')).out,
    )
    golden(
      import.meta.dirname,
      'access/explain-json',
      (await stage.run(bob, 'auth explain note set -n team-b -o json')).out,
    )
    golden(
      import.meta.dirname,
      'access/explain-cluster',
      (await stage.run(bob, 'auth explain note drop jobs -o yaml')).out,
    )
    golden(
      import.meta.dirname,
      'access/explain-plugin',
      (await stage.run(bob, 'auth explain --all-of note --aggregate-to edit -o yaml')).out,
    )
    golden(import.meta.dirname, 'access/explain-tier', (await stage.run(bob, 'auth explain --tier operator')).out)
  })

  it('says that a resource is to be named where the rights depend on it', async () => {
    for (const output of ['', ' -o json', ' -o yaml'])
      assert.match((await stage.run(bob, `auth explain note drop${output}`)).err, /^note: rights on the resource/)
  })

  it('shows commands against namespaces', async () => {
    golden(import.meta.dirname, 'access/matrix', (await stage.run(alice, 'auth matrix -n team-a,team-b')).out)
    golden(import.meta.dirname, 'access/matrix-json', (await stage.run(bob, 'auth matrix -n team-a -o json')).out)
    assert.equal((await stage.run(alice, 'auth matrix -n team-a,')).code, 2)
  })

  it('prints a Role that kubectl applies and that makes the command work at once', async function () {
    this.timeout(60_000)
    const denied = await stage.run(bob, 'note set k')
    assert.equal(denied.code, 5)
    const {out} = await stage.run(bob, 'auth explain note set -o yaml')
    assert.equal(
      await kubectl(['apply', '-f', '-'], out),
      'role.rbac.authorization.k8s.io/ome-note-set created\nrolebinding.rbac.authorization.k8s.io/ome-note-set created\n',
    )
    assert.equal((await stage.run(bob, 'note set k')).out, 'written\n')
    const nothing = await stage.run(bob, 'auth explain note set -o yaml')
    assert.deepEqual({out: nothing.out, err: nothing.err}, {out: '', err: 'note: nothing is missing\n'})
    await kubectl(['delete', 'role,rolebinding', 'ome-note-set', '-n', 'team-a'])
  })

  it('names tiers, for people whose rights cannot be listed as well', async () => {
    for (const [context, tier] of [
      ['production', 'cluster-admin in namespace default'],
      [alice, 'operator in namespace team-a'],
      [bob, 'viewer in namespace team-a'],
      [dora, 'data-scientist in namespace team-a'],
    ] as const)
      assert.match((await stage.run(context, 'auth whoami')).out, new RegExp(`Tier: +${tier}\n`))
    stage.put(stage.system, 'tiers: {viewer: [{apiGroups: [""], resources: [secrets], verbs: [list]}]}\n')
    assert.match((await stage.run(bob, 'auth whoami')).out, /Tier: +custom/)
  })

  it('answers whether a command can be run', async () => {
    for (const [context, code, out] of [
      [alice, 0, 'yes\n'],
      [bob, 3, 'no\n'],
    ] as const) {
      const ended = await stage.run(context, ['auth', 'can-i', '--command', 'note set'])
      assert.deepEqual({code: ended.code, out: ended.out}, {code, out})
    }
  })

  it('sets commands apart in help that are known to be denied, and leaves them out when asked to', async () => {
    assert.doesNotMatch(await stage.help(bob, 'note'), /NEEDS MORE ACCESS/)
    await stage.run(bob, 'auth matrix')
    const marked = await stage.help(bob, 'note')
    assert.match(
      marked,
      /COMMANDS\n {2}note load .*\n {2}note pry .*\n {2}note show .*\n\nNEEDS MORE ACCESS\n {2}note drop .*\n {2}note set /,
    )
    assert.doesNotMatch(await stage.help(bob, 'note', {OME_ACCESS: 'hide'}), /note set/)
    assert.match(await stage.help(bob, 'note', {OME_ACCESS: 'show'}), /COMMANDS\n {2}note drop/)
    assert.match(await stage.help(alice, 'note'), /COMMANDS\n {2}note drop/)
    assert.match(await stage.help('absent', 'note'), /COMMANDS\n {2}note drop/)
  })

  it('offers no command that is known to be denied, where such commands are hidden', async () => {
    await stage.run(bob, 'auth matrix')
    const folders = {config: stage.home, data: stage.data, cache: stage.cache}
    const env = {HOME: stage.home, KUBECONFIG: sandbox.kubeconfig, OME_CONTEXT: bob}
    const {commands} = await allowedOnly(stage.index, {folders, env})
    assert.deepEqual(
      Object.keys(commands).filter((id) => id.startsWith('note')),
      ['note:show', 'note:load', 'note:pry'],
    )
  })

  it('refuses to explain what is not there', async () => {
    for (const [line, code, message] of [
      ['auth explain nonsense', 4, /"nonsense" is no command/],
      ['auth explain', 2, /say what to explain/],
      ['auth explain note set --tier viewer', 2, /say what to explain/],
      ['auth explain --tier boss', 4, /there is no tier "boss"/],
      ['auth explain --all-of nonsense', 4, /plugin "nonsense" is not installed/],
    ] as const) {
      const ended = await stage.run(alice, line)
      assert.equal(ended.code, code, line)
      assert.match(ended.err, message)
    }
  })
})
