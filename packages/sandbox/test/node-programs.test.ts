import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {configMaps, pods, services} from '../src/controllers/resources.ts'

const script = `
const {readFileSync} = require('node:fs')
const {request} = require('node:http')
const tell = (what) => console.log(what)
process.stdin.on('data', (typed) => {
  tell('typed ' + String(typed).trim())
  process.stdin.pause()
  process.exit(3)
})
tell(process.argv[2] + ' ' + process.env.GREETING + ' ' + readFileSync(process.argv[3], 'utf8'))
try { readFileSync('/etc/hostname'); tell('reads all') } catch (error) { tell(error.code) }
try { require('node:child_process').execSync('true'); tell('starts all') } catch (error) { tell(error.code) }
const ask = (host) => new Promise((done) => request('http://' + host + '/there', (answer) => {
  let text = ''
  answer.on('data', (part) => { text += part }).on('end', () => done(text.trim()))
}).on('error', (error) => done(error.code)).end())
ask('web').then((text) => tell(text)).then(() => ask('nobody.nowhere')).then((text) => tell(text)).then(() => tell('asked'))
`

const container = {
  name: 'main',
  image: 'node:24-slim',
  command: ['node', '/work/script.cjs', 'hello', '/work/note'],
  env: [{name: 'GREETING', value: 'world'}],
  stdin: true,
  volumeMounts: [{name: 'work', mountPath: '/work'}],
}

const pod = (name: string, spec: Record<string, unknown>, labels: Record<string, string> = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'default', labels},
  spec: {restartPolicy: 'Never', ...spec},
})

/** @feature Nodes: scripts of mounted volumes run with node, as processes that reach the HTTP servers of the cluster | works */
describe('a container that runs a script with node', () => {
  let cluster: Cluster
  beforeEach(async () => {
    cluster = await startCluster({speed: 50})
    const data = {'script.cjs': script, note: 'a note'}
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'work', namespace: 'default'},
      data,
    })
    const ports = [{containerPort: 80}]
    cluster.api.create(pods, pod('web', {containers: [{name: 'web', image: 'web', ports}]}, {app: 'web'}))
    cluster.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'web', namespace: 'default'},
      spec: {selector: {app: 'web'}, ports: [{port: 80}]},
    })
    await until(() => isReady('web'))
    cluster.api.create(
      pods,
      pod('script', {containers: [container], volumes: [{name: 'work', configMap: {name: 'work'}}]}),
    )
  })
  afterEach(() => cluster.stop())

  const isReady = (name: string): boolean =>
    cluster.api
      .get(pods, name, 'default')
      ?.status?.conditions?.some(
        ({type, status}: {type: string; status: string}) => type === 'Ready' && status === 'True',
      ) === true

  const stateOf = (name: string) => cluster.api.get(pods, name, 'default')?.status?.containerStatuses?.[0]?.state

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => cluster.clock.after(250, resolve))
  }

  it('reads its volumes and nothing else, asks the cluster, and ends as it ends', async () => {
    await until(() => stateOf('script')?.running !== undefined)
    const stop = new AbortController()
    const made = cluster.api.get(pods, 'script', 'default')
    assert.ok(made)
    const lines: string[] = []
    const how = {container: 'main', follow: true, previous: false, timestamps: false, signal: stop.signal}
    for await (const line of cluster.kubelet.logs(made, how)) {
      lines.push(line)
      if (line !== 'asked') continue
      const typed = (async function* () {
        yield Buffer.from('go\n')
      })()
      const attached = {container: 'main', tty: false, stdin: typed, stdout() {}, stderr() {}, signal: stop.signal}
      void cluster.kubelet.attach(made, attached)
    }
    const denied = 'ERR_ACCESS_DENIED'
    const said = ['hello world a note', denied, denied, 'web /there', 'ECONNRESET', 'asked', 'typed go']
    assert.deepEqual(lines, said)
    await until(() => stateOf('script')?.terminated !== undefined)
    assert.equal(stateOf('script').terminated.exitCode, 3)
  })

  it('is ended with its pod', async () => {
    await until(() => stateOf('script')?.running !== undefined)
    cluster.api.delete(pods, 'script', 'default')
    await until(() => cluster.api.get(pods, 'script', 'default') === undefined)
  })
})
