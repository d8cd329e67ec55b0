import assert from 'node:assert/strict'
import {join} from 'node:path'
import {ApiStub} from './api-stub.ts'
import {built, Machine, repository} from './launcher.ts'

/** A busy machine may take longer than a key press. */
const patient = {env: {OME_COMPLETION_TIMEOUT: '20s'}}

describe('clusters and rights', function () {
  this.timeout(60_000)
  before(built)

  it('connect registers contexts without credentials, list shows them, use chooses one', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    const kubeconfig = machine.write('team.kubeconfig', api.kubeconfig('production', 'staging'))
    const before = machine.read('team.kubeconfig')

    const connected = await machine.run(['cluster', 'connect', '--kubeconfig', kubeconfig])
    assert.equal(connected.code, 0, connected.err)
    assert.match(connected.out, /^production +http:\S+ +v1\.36\.0$/m)

    const config = machine.read('.ome/config.yaml')
    assert.match(config, /name: staging/)
    assert.doesNotMatch(config, /secret-token/)

    assert.deepEqual(await machine.run('cluster use staging'), {code: 0, out: 'context/staging selected\n', err: ''})
    assert.match((await machine.run('cluster list')).out, /^\* +staging +\S+ +team-a$/m)
    assert.match((await machine.run('echo words a')).out, /^team-a /m)
    assert.match((await machine.run('auth whoami')).out, /Context: +staging/)
    assert.equal(machine.read('team.kubeconfig'), before)
  })

  it('use adopts a context of the kubeconfig that nobody registered, and refuses one that does not exist with 4', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))

    assert.equal((await machine.run('cluster use production')).code, 0)
    assert.match(machine.read('.ome/config.yaml'), /current-context: production/)
    const missing = await machine.run('cluster use prodction')

    assert.equal(missing.code, 4)
    assert.match(missing.err, /^error: context "prodction" not found\nhint: did you mean: ome cluster use production\n/)
  })

  it('expired credentials end with 5, a server that is not there with 7; the contexts are registered all the same', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))
    api.expired = true

    assert.equal((await machine.run('cluster connect')).code, 5)
    assert.match(machine.read('.ome/config.yaml'), /name: production/)
    assert.equal((await machine.run('auth whoami')).code, 5)

    machine.write('.kube/config', api.kubeconfig('production').replace(api.url, 'http://127.0.0.1:1'))
    assert.equal((await machine.run('cluster connect')).code, 7)
  })

  it('without any cluster says so, and which file of KUBECONFIG is missing', async () => {
    using machine = new Machine()

    const none = await machine.run('auth whoami')
    const missing = await machine.run('auth whoami', {env: {KUBECONFIG: '/missing'}})

    assert.deepEqual([none.code, missing.code], [7, 7])
    assert.match(
      none.err,
      /^error: no cluster is configured\nhint: (.*\nhint: )?connect a cluster: ome cluster connect /,
    )
    assert.match(missing.err, /^error: no cluster is configured: KUBECONFIG names \/missing, which does not exist\n/)
  })

  it('whoami names user, groups, context and tier', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))

    const {out} = await machine.run('auth whoami -o json')
    const {server: _, ...identity} = JSON.parse(out)

    assert.deepEqual(identity, {
      apiVersion: 'ome.cli/v1',
      kind: 'Identity',
      user: 'alice@example.com',
      groups: ['ml', 'system:authenticated'],
      context: 'production',
      namespace: 'team-a',
      tier: 'cluster-admin',
    })
    api.rights = new Set()
    assert.match((await machine.run('auth whoami')).out, /Tier: +viewer in namespace team-a/)
  })

  it('can-i answers yes with 0 and no with 3, also for subresources and commands', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))
    api.rights = new Set(['list pods', 'get pods/log'])

    const yes = {code: 0, out: 'yes\n', err: ''}
    assert.deepEqual(await machine.run('auth can-i list po'), yes)
    assert.deepEqual(await machine.run('auth can-i get pods/log'), yes)
    assert.deepEqual(await machine.run(['auth', 'can-i', '--command', 'echo words']), yes)
    assert.deepEqual(await machine.run('auth can-i delete pods'), {code: 3, out: 'no\n', err: ''})
  })

  it('can-i refuses what it cannot ask', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))

    assert.equal((await machine.run('auth can-i list')).code, 2)
    assert.equal((await machine.run('auth can-i list nonsense')).code, 4)
    assert.equal((await machine.run(['auth', 'can-i', '--command', 'echo wrods'])).code, 2)
  })

  it('completion takes names from the cluster, and from its cache for ten seconds', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))

    const typed = ['__complete', '--', 'echo', 'words', '-n', 'team']
    assert.deepEqual(await machine.run(typed, patient), {code: 0, out: 'team-a\nteam-b\n:4\n', err: ''})
    const asked = api.requests.length
    assert.deepEqual(await machine.run(typed, patient), {code: 0, out: 'team-a\nteam-b\n:4\n', err: ''})
    assert.equal(api.requests.length, asked)
  })

  for (const [typed, offered] of [
    [['words', ''], 'hello world pods secrets'],
    [['words', 'po'], 'pods'],
    [['words', 'hello', ''], 'web-0 web-1'],
    [['words', 'hi', '-n', 'team-b', ''], 'db-0'],
    [['words', 'hello/web-1'], 'hello/web-1'],
    [['words', 'po', 'web'], 'web-0 web-1'],
    [['words', 'world', 'w'], 'web-0 web-1'],
    [['words', 'nonsense', ''], ''],
  ] as const) {
    for (const [program, first] of [
      ['bin/ome', ['__complete', '--']],
      ['bin/kubectl_complete-ome', []],
    ] as const) {
      it(`${program} completes ${typed.join(' ')} to ${offered || 'nothing'}`, async () => {
        using machine = new Machine()
        await using api = await ApiStub.start()
        machine.write('.kube/config', api.kubeconfig('production'))

        const {out, err} = await machine.run([...first, 'echo', ...typed], {
          program: join(repository, program),
          ...patient,
        })

        assert.deepEqual([out.split('\n').slice(0, -2).join(' '), err], [offered, ''])
      })
    }
  }

  it('completion offers nouns where the cluster does not answer, and short names of plugins', async () => {
    using machine = new Machine()

    assert.equal((await machine.run(['__complete', '--', 'echo', 'words', ''])).out, 'hello\nworld\n:4\n')
    assert.match((await machine.run(['__complete', '--', 'plugin', 'describe', 'e'])).out, /^echo\n:4\n$/)
  })

  it('completion gives up on a slow cluster, silently', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))
    api.delayMs = 20_000

    assert.deepEqual(await machine.run(['__complete', '--', 'echo', 'words', '-n', '']), {
      code: 0,
      out: ':4\n',
      err: '',
    })
  })

  it('version asks the cluster unless told not to', async () => {
    using machine = new Machine()
    await using api = await ApiStub.start()
    machine.write('.kube/config', api.kubeconfig('production'))

    assert.match((await machine.run('version')).out, /Cluster: +v1\.36\.0/)
    assert.equal(JSON.parse((await machine.run('version --client -o json')).out).cluster, null)
    machine.write('.kube/config', api.kubeconfig('production').replace(api.url, 'http://127.0.0.1:1'))
    const unreachable = await machine.run('version')
    assert.match(unreachable.out, /^ome: +\d/)
    assert.match(unreachable.err, /^cluster {2}unreachable: the connection to 127\.0\.0\.1:1 was refused\nhint: /)
    assert.equal(unreachable.code, 0)
    machine.write('.kube/config', api.kubeconfig('production'))
    assert.match((await machine.run('version --verbose')).err, /^GET \/version 200 \d+ ms$/m)
  })
})
