import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import Create from '../src/commands/kf/create.ts'
import Delete from '../src/commands/kf/delete.ts'
import Use from '../src/commands/kf/use.ts'
import Whoami from '../src/commands/kf/whoami.ts'
import {asPerson} from './people.ts'
import {type TrainingWorld, trainingWorld} from './training-world.ts'

const profiles = {group: 'kubeflow.org', plural: 'profiles'}
const namespaces = {group: '', plural: 'namespaces'}
const bindings = {group: 'rbac.authorization.k8s.io', plural: 'rolebindings'}
const roles = {group: 'rbac.authorization.k8s.io', plural: 'roles'}

describe('projects', function () {
  this.timeout(30_000)
  let place: TrainingWorld
  let as: ReturnType<typeof asPerson>
  let folder: string
  before(async () => {
    place = await trainingWorld()
    as = asPerson(place)
    folder = mkdtempSync(join(tmpdir(), 'ome-project-test-'))
  })
  after(async () => {
    rmSync(folder, {recursive: true})
    await place.stop()
  })

  const files = (name: string, content: Readonly<Record<string, unknown>>): string => {
    mkdirSync(join(folder, name), {recursive: true})
    for (const [file, body] of Object.entries(content)) writeFileSync(join(folder, name, file), JSON.stringify(body))
    return join(folder, name)
  }
  const map = (name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, ...(namespace !== undefined && {namespace})},
    data: {a: '1'},
  })

  it('are made of a profile with a quota, and waited for', async () => {
    const {code, out, err} = await as('production', Create, ['vision', '--quota', 'requests.nvidia.com/gpu=4'])
    assert.deepEqual([code, out], [0, 'profile/vision created\n'], err)
    assert.match(err, /note: work in it: ome kf use vision\n/)
    assert.deepEqual(place.api.get(profiles, 'vision')?.['spec'], {
      owner: {kind: 'User', name: 'admin@example.com'},
      resourceQuotaSpec: {hard: {'requests.nvidia.com/gpu': '4'}},
    })
    assert.ok(place.api.get(bindings, 'namespaceAdmin', 'vision'))
    assert.equal((await as('production', Create, ['vision'])).out, 'profile/vision unchanged\n')
    const more = await as('production', Create, ['vision', '--quota', 'requests.nvidia.com/gpu=8'])
    assert.deepEqual(
      [more.code, more.out],
      [0, 'profile/vision configured (requests.nvidia.com/gpu 4 → 8)\n'],
      more.err,
    )
    assert.equal(place.api.get(profiles, 'vision')?.['spec'].resourceQuotaSpec.hard['requests.nvidia.com/gpu'], '8')
  })

  it('are not made with a quota that is none, or under a name that nobody could delete', async () => {
    for (const words of [['sized', '--quota', 'cpu=4x'], ['kube-mine'], ['kubeflow-mine']]) {
      assert.equal((await as('production', Create, words)).code, 2, words.join(' '))
      assert.equal(place.api.get(profiles, words[0] ?? ''), undefined)
    }
  })

  it('are only shown with -d, asked for with -i, and refused under a name that is taken or none', async () => {
    const dry = await as('production', Create, ['dry', '-d'])
    assert.deepEqual([dry.code, dry.out.split('\n').at(-2)], [0, 'profile/dry created (server dry run)'])
    assert.equal(place.api.get(profiles, 'dry'), undefined)
    const asked = await as('production', Create, ['asked', '-i'], {stdin: 'carol@example.com\nrequests.cpu=8\n'})
    assert.equal(asked.code, 0, asked.err)
    assert.equal(place.api.get(profiles, 'asked')?.['spec'].owner.name, 'carol@example.com')
    const taken = await as('production', Create, ['team-b'])
    assert.deepEqual(
      [taken.code, taken.err.split('\n')[0]],
      [6, 'error: namespace team-b belongs to carol@example.com'],
    )
    assert.equal((await as('production', Create, ['Vision_2'])).code, 2)
  })

  it('are filled from a folder, and from a branch of a git repository', async () => {
    const source = files('repo', {'a.json': map('settings')})
    assert.equal(
      (await as('production', Create, ['filled', '-r', source])).out,
      'profile/filled created\nconfigmap/settings created\n',
    )
    assert.equal(
      (await as('production', Create, ['filled', '-r', source])).out,
      'profile/filled unchanged\nconfigmap/settings unchanged\n',
    )
    const changed = files('changed', {'a.json': {...map('settings'), data: {a: '2'}}})
    assert.match(
      (await as('production', Create, ['filled', '-r', changed])).out,
      /\nconfigmap\/settings configured \(a 1 → 2\)\n$/,
    )
    mkdirSync(join(source, 'deep/.hidden'), {recursive: true})
    writeFileSync(join(source, 'deep/c.json'), JSON.stringify(map('deep')))
    writeFileSync(join(source, 'deep/.hidden/d.yaml'), 'on: push\n')
    assert.equal(
      (await as('production', Create, ['filled', '-R', '-r', source])).out,
      'profile/filled unchanged\nconfigmap/settings configured (a 2 → 1)\nconfigmap/deep created\n',
    )
    const noTop = await as('production', Create, ['filled', '-r', folder])
    assert.match(noTop.err, /holds no YAML at its top\nhint: .*\nhint: or look into its folders too: --recursive\n/)
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.email=a@b.c', '-c', 'user.name=a', ...words], {cwd: source, stdio: 'ignore'})
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-qm', 'first')
    git('checkout', '-qb', 'other')
    files('repo', {'b.json': map('more')})
    git('add', '.')
    git('commit', '-qm', 'second')
    git('checkout', '-q', 'main')
    const env = {PATH: process.env['PATH'] ?? ''}
    const made = await as('production', Create, ['cloned', '-r', source, '-b', 'other'], {env})
    assert.deepEqual(
      [made.code, made.out],
      [0, 'profile/cloned created\nconfigmap/settings created\nconfigmap/more created\n'],
    )
    symlinkSync(join(folder, 'changed', 'a.json'), join(source, 'c.json'))
    git('checkout', '-qb', 'linked')
    git('add', '.')
    git('commit', '-qm', 'third')
    git('checkout', '-q', 'main')
    const linked = await as('production', Create, ['x', '-r', source, '-b', 'linked'], {env})
    assert.deepEqual([linked.code, linked.out], [2, ''], linked.err)
    assert.equal((await as('production', Create, ['x', '-r', source, '-b', 'none'], {env})).code, 1)
    assert.equal((await as('production', Create, ['x', '-r', source, '-b', '--upload-pack=x'], {env})).code, 2)
    assert.equal(place.api.get(profiles, 'x'), undefined)
  })

  for (const [what, content, code, message] of [
    ['a kustomization', {'kustomization.yaml': {resources: []}}, 2, /is a kustomization, which has to be built first/],
    [
      'what is of the whole cluster',
      {'a.json': {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'y'}}},
      2,
      /namespace\/y is of the whole cluster/,
    ],
    [
      'what is of another namespace',
      {'a.json': map('m', 'default')},
      2,
      /configmap\/m in default is not of namespace x/,
    ],
    [
      'a kind that nobody knows',
      {'a.json': {apiVersion: 'a/v1', kind: 'B', metadata: {name: 'y'}}},
      4,
      /has no kind "B"/,
    ],
    ['nothing', {'a.txt': {}}, 2, /holds no YAML at its top/],
  ] as const) {
    it(`refuse ${what} before anything is written`, async () => {
      const {code: got, err} = await as('production', Create, ['x', '-r', files(what.replaceAll(' ', '-'), content)])
      assert.equal(got, code, err)
      assert.match(err, message)
      assert.equal(place.api.get(namespaces, 'x'), undefined)
    })
  }

  it('are made and deleted by the access management for whoever may not', async () => {
    const refused = await as('production-scientist', Create, ['mine'])
    assert.equal(refused.code, 5)
    assert.match(
      refused.err,
      /hint: or the right to let Kubeflow's access management do it: kubectl create role .* --verb=get,create /,
    )
    const metadata = {name: 'kfam-user', namespace: 'kubeflow'}
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    const rules = [{apiGroups: [''], resources: ['services/proxy'], verbs: ['*']}]
    place.api.create(roles, {apiVersion, kind: 'Role', metadata, rules})
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'kfam-user'}
    const subjects = [{kind: 'User', name: 'alice@example.com', apiGroup: 'rbac.authorization.k8s.io'}]
    place.api.create(bindings, {apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects})
    const made = await as('production-scientist', Create, ['mine'])
    assert.deepEqual([made.code, made.out], [0, 'profile/mine created\n'], made.err)
    assert.equal(place.api.get(profiles, 'mine')?.['spec'].owner.name, 'alice@example.com')
    const gone = await as('production-scientist', Delete, ['mine', '--yes'])
    assert.deepEqual([gone.code, gone.out], [0, 'profile/mine deleted\n'], gone.err)
  })

  it('are deleted with all that is in them, after it was told', async () => {
    const told = await as('production', Delete, ['team-a', '--dry-run'])
    assert.match(told.out, /with it go\n {2}notebooks: nb-alice \(Ready\), nb-idle \(Stopped\), twin \(Ready\)\n/)
    assert.match(told.out, /volumes and all that is on them: training-data \(100Gi\)/)
    assert.equal((await as('production', Delete, ['vision'])).code, 2)
    assert.equal((await as('production', Delete, ['vision', '--yes'])).out, 'profile/vision deleted\n')
    assert.equal(place.api.get(namespaces, 'vision'), undefined)
  })

  it('that are none are not deleted', async () => {
    for (const name of ['default', 'kube-system', 'kubeflow', 'kubeflow-system'])
      assert.equal((await as('production', Delete, [name, '--yes'])).code, 5, name)
    assert.equal((await as('production', Delete, ['nowhere', '--yes'])).code, 4)
    const hidden = await as('production-viewer', Delete, ['team-b', '--yes'])
    assert.deepEqual(
      [hidden.code, hidden.err.split('\n')[0]],
      [4, 'error: there is no project "team-b" that you may see'],
    )
  })

  it('are namespaces where Kubeflow has no profiles', async () => {
    assert.equal((await as('staging', Create, ['plain'])).out, 'namespace/plain created\n')
    assert.equal((await as('staging', Delete, ['plain', '--yes'])).out, 'namespace/plain deleted\n')
  })

  it('are worked in when they may be', async () => {
    const chosen: string[] = []
    const useNamespace = async (name: string) => {
      chosen.push(name)
      return {context: 'production', outrankedBy: 'OME_NAMESPACE'}
    }
    const used = await as('production-scientist', Use, ['team-a'], {useNamespace})
    assert.deepEqual([used.code, used.out, chosen], [0, 'namespace/team-a selected\n', ['team-a']])
    assert.match(used.err, /note: OME_NAMESPACE says another namespace/)
    assert.equal((await as('production-scientist', Use, ['team-b'], {useNamespace})).code, 5)
    assert.equal((await as('production-scientist', Use, ['te am'], {useNamespace})).code, 2)
    const near = await as('production', Use, ['team-x'], {useNamespace})
    assert.equal(near.code, 4)
    assert.match(near.err, /did you mean: ome kf use team-[ab]\n/)
    assert.deepEqual(chosen, ['team-a'])
  })

  it('tell who a person is from what they may read', async () => {
    const alice = await as('production-scientist', Whoami, [])
    assert.match(
      alice.out,
      /^User: +alice@example\.com\nKubeflow id: +alice@example\.com \(as in the cluster\)\nRole: +admin in namespace team-a \(from bindings\)\nTier: +data-scientist\n/,
    )
    const dora = await as('production-opaque', Whoami, [])
    assert.match(dora.out, /Role: +edit in namespace team-a \(from your rights\)/)
    const settings = {'gateway.user': 'carol@example.com'}
    const admin = JSON.parse((await as('production', Whoami, ['-n', 'team-b', '-o', 'json'], {settings})).out)
    assert.deepEqual(
      [admin.kubeflowId, admin.differs, admin.role, admin.owns, admin.isAdmin],
      ['carol@example.com', true, 'admin', ['asked', 'cloned', 'filled', 'team-b'], false],
    )
  })
})
