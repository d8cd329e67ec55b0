import assert from 'node:assert/strict'
import Exec from '../src/commands/exec.ts'
import PortForward from '../src/commands/port-forward.ts'
import {type TestWorld, world} from './world.ts'

describe('reaching into a service', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat', 2)
  })
  after(() => cluster.stop())

  const exec = (words: string, options = {}) => cluster.run(Exec, words.split(' '), options)

  it('exec runs a command in the engine and ends with its code', async () => {
    const said = await exec('service chat -- echo hello there')
    assert.deepEqual([said.out, said.code], ['hello there\n', 0], said.err)
    const failed = await cluster.run(Exec, ['chat', '--', 'sh', '-c', 'exit 3'])
    assert.deepEqual([failed.code, failed.out], [3, ''])
  })

  it('exec without a command is a shell, which reads what is piped in', async () => {
    const {out, code} = await cluster.run(Exec, ['chat'], {stdin: 'echo from $HOSTNAME\nexit 0\n'})
    assert.match(out, /from chat-engine-/)
    assert.equal(code, 0)
  })

  it('exec takes a replica by age or by name', async () => {
    const [first, second] = await Promise.all(
      ['1', '2'].map(async (number) => (await exec(`chat --replica ${number} -- hostname`)).out.trim()),
    )
    assert.notEqual(first, second)
    assert.equal((await exec(`chat --replica ${second} -- hostname`)).out.trim(), second)
  })

  for (const [words, code, message] of [
    ['nothing -- ls', 4, /service "nothing" not found/],
    ['chat --replica 9 -- ls', 4, /has no replica 9: it has 2/],
    ['chat --container none -- ls', 4, /has no container "none"\nhint: it has ome-container\n/],
    ['pods chat -- ls', 2, /one service at a time/],
  ] as const)
    it(`exec refuses ${words}`, async () => {
      const {code: found, err, out} = await exec(words)
      assert.match(err, message)
      assert.deepEqual([found > 0, out], [true, ''], `${code}`)
    })

  it('port-forward carries requests to a pod, and to another one when it goes', async () => {
    const stop = new AbortController()
    const lines: string[] = []
    const {promise: begun, resolve} = Promise.withResolvers<string>()
    const done = cluster.run(PortForward, ['chat', ':8080'], {
      signal: stop.signal,
      kube: (options) => cluster.kube(options, stop.signal),
      onWrite: (_, text) => {
        lines.push(text)
        const url = /^(http:\/\/127\.0\.0\.1:\d+) -> pod\//.exec(text)?.[1]
        if (url !== undefined) resolve(url)
      },
    })
    const url = await begun
    const models = async () => ((await (await fetch(`${url}/v1/models`)).json()) as {data: unknown[]}).data.length
    assert.equal(await models(), 1)

    const pod = /pod\/(\S+):8080/.exec(lines[0] ?? '')?.[1] ?? ''
    const kube = await cluster.kube()
    await kube.delete({group: '', version: 'v1', plural: 'pods', namespaced: true}, pod, {namespace: 'default'})
    await cluster.until(() => lines.length > 1)
    assert.match(lines[1] ?? '', /^http:\/\/127\.0\.0\.1:\d+ -> pod\/chat-engine-/)
    assert.equal(await models(), 1)

    stop.abort()
    assert.equal((await done).code, 130)
    await assert.rejects(fetch(url))
  })

  it('port-forward without the right for it ends at once, with 5', async () => {
    const group = 'rbac.authorization.k8s.io'
    const rules = PortForward.needs.flatMap(({resources, apiGroups, verbs}) =>
      resources.includes('pods/portforward') ? [] : [{resources, apiGroups, verbs}],
    )
    const kinds = [
      {kind: 'ClusterRole', rules},
      {
        kind: 'ClusterRoleBinding',
        roleRef: {apiGroup: group, kind: 'ClusterRole', name: 'onlooker'},
        subjects: [{kind: 'User', apiGroup: group, name: 'onlooker'}],
      },
    ]
    for (const each of kinds)
      cluster.api.create(
        {group, plural: `${each.kind.toLowerCase()}s`},
        {apiVersion: `${group}/v1`, metadata: {name: 'onlooker'}, ...each},
      )
    const {code, out, err} = await cluster.run(PortForward, ['chat', ':8080', '--as', 'onlooker'])
    assert.match(err, /pods\/portforward/)
    assert.deepEqual([code, out], [5, ''])
  })

  it('port-forward to what is not there', async () => {
    assert.equal((await cluster.run(PortForward, ['nothing'])).code, 4)
  })

  it('port-forward says that a port is taken, and what a port looks like', async () => {
    const {createServer} = await import('node:net')
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((go) => server.once('listening', go))
    const {port} = server.address() as {port: number}
    const taken = await cluster.run(PortForward, ['chat', `${port}:8080`])
    server.close()
    assert.deepEqual([taken.code, taken.err.split('\n')[0]], [1, `error: port ${port} of 127.0.0.1 is in use already`])
    const {code, err} = await cluster.run(PortForward, ['chat', '1:2:3'])
    assert.deepEqual([code, err.split('\n')[0]], [2, 'error: "1:2:3" is no port: [LOCAL:]REMOTE'])
  })

  it('says that a stopped service has no pod, and how to wake it', async () => {
    await using asleep = await world()
    await asleep.serve('nap', 1)
    const {default: Scale} = await import('../src/commands/scale.ts')
    await asleep.pass(Scale, ['nap', '--replicas', '0', '--yes', '--wait'])
    const {code, err} = await asleep.run(Exec, ['nap', '--', 'ls'])
    assert.equal(code, 1)
    assert.match(err, /has no running pod: it is stopped\nhint: wake it: ome scale service nap -n default --replicas 1/)
  })
})
