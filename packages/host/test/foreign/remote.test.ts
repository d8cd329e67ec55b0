import assert from 'node:assert/strict'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {OmeError} from '@ome/sdk/errors'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import CommandRunsAttach from '../../src/commands/command/runs/attach.ts'
import CommandRunsCancel from '../../src/commands/command/runs/cancel.ts'
import CommandRunsList from '../../src/commands/command/runs/list.ts'
import CommandRunsLogs from '../../src/commands/command/runs/logs.ts'
import CommandRunsResult from '../../src/commands/command/runs/result.ts'
import {examples, type RunOptions, Scene} from './scene.ts'

const jobs = {group: 'batch', version: 'v1', plural: 'jobs', namespaced: true}
const busybox = `docker.io/library/busybox@sha256:${'b'.repeat(64)}`

const configMaps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

/** The scenario's policy names the probe; these tests run a shell as well. */
const policy = `remote:
  images: [ghcr.io/ome/*, docker.io/library/*]
  serviceAccounts: ['*']
  namespaces: [ml-models, default]
`

/** A Job with its log, exit code, result and removal, against the in-process cluster. */
describe('commands that run in the cluster', function () {
  this.timeout(30_000)
  let scene: Scene
  let sandbox: TestCluster
  before(async () => {
    sandbox = await cluster({scenario: 'tour-platform', clock: 'running', speed: 20, now: new Date()})
    const kube = await sandbox.kube()
    await kube.patch(configMaps, 'ome-cli-policy', 'merge', {data: {'policy.yaml': policy}}, {namespace: 'kube-public'})
  })
  after(() => sandbox.stop())
  beforeEach(() => {
    scene = new Scene()
    sandbox.requests.length = 0
  })
  afterEach(() => scene.end())

  const probe = async (argv: readonly string[] = [], options: RunOptions = {}) => {
    await scene.install(join(examples, 'ome-gpu-probe'), 'ome-gpu-probe')
    return scene.run('gpu-probe:run', argv, {kubeconfig: sandbox.kubeconfig, ...options}, 'ome-gpu-probe')
  }
  /** Runs a command line of the sandbox's shell as the command `x go`. */
  const shell = async (words: readonly string[], run: object = {}, options: RunOptions = {}, argv: string[] = []) => {
    const remote = {image: busybox, command: words, serviceAccount: 'default', ...run}
    await scene.install(scene.folder({}, remote, {risk: 'write'}, 'container'), 'ome-x')
    return scene.run('x:go', argv, {kubeconfig: sandbox.kubeconfig, ...options})
  }
  const runsIn = (namespace: string) =>
    sandbox.api.list(jobs, {namespace, labels: {'ome.cli/command': 'gpu-probe.run'}})
  const allRuns = () =>
    sandbox.api.list(jobs, {}).filter(({metadata}) => metadata.labels?.['ome.cli/run'] !== undefined)
  const detached = async (words: readonly string[], run: object = {}, options: RunOptions = {}): Promise<string> => {
    const {out} = await shell(words, run, options, ['--detach', '-o', 'name'])
    return out.trim().replace('run/', '')
  }
  const own = (command: unknown, argv: readonly string[], options: RunOptions = {}) =>
    scene.runOwn(command, argv, {kubeconfig: sandbox.kubeconfig, ...options})

  it('print what the container prints, end with its code and leave nothing', async () => {
    const {code, out, err} = await probe(['-n', 'ml-models'])
    assert.equal(code, 0, err)
    assert.equal(out.split('\n').length, 4)
    assert.match(err, /account {2}gpu-probe, without access to the API server/)
    assert.match(err, /image {4}ghcr\.io\/ome\/ome-gpu-probe@sha256:[0-9a-f]{64}\n/)
    assert.deepEqual(runsIn('ml-models'), [])
  })

  it('print the result alone under -o json, and the log beside it', async () => {
    const {code, out, err} = await probe(['-n', 'ml-models', '-o', 'json'])
    const {apiVersion, kind, ok} = JSON.parse(out)
    assert.deepEqual([code, apiVersion, kind, ok], [0, 'ome.cli/v1', 'GpuProbe', true], err)
    assert.match(err, /probing node/)
  })

  it('end with the code of the container, and with an error document under -o json', async () => {
    assert.equal((await probe(['-n', 'ml-models', '--fail'])).code, 3)
    const {code, out, err} = await scene.run(
      'gpu-probe:run',
      ['-n', 'ml-models', '--fail', '-o', 'json'],
      {kubeconfig: sandbox.kubeconfig},
      'ome-gpu-probe',
    )
    assert.deepEqual([code, JSON.parse(out).ok], [3, false])
    assert.match(err, /"kind":"unmet"/)
  })

  it('run with what pod security demands, the account of the manifest and no token', async () => {
    const name = await detached(['sleep', '300'])
    const job = sandbox.api.get(jobs, name, 'default')
    const {template, ...spec} = job?.['spec'] ?? {}
    const {containers, ...pod} = template.spec
    assert.match(name, /^ome-run-[a-z0-9]{6}$/)
    assert.deepEqual([spec.backoffLimit, spec.activeDeadlineSeconds, spec.ttlSecondsAfterFinished], [0, 600, 600])
    assert.deepEqual(
      [pod.serviceAccountName, pod.automountServiceAccountToken, pod.restartPolicy, pod.securityContext],
      ['default', false, 'Never', {runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}}],
    )
    assert.deepEqual(containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {drop: ['ALL']},
    })
    assert.deepEqual(template.metadata.labels['ome.cli/run'], name)
    await own(CommandRunsCancel, [name])
  })

  it('a namespace, an image or an account that no policy names is refused before anything is sent', async () => {
    const elsewhere = await probe(['-n', 'team-a'])
    assert.equal(elsewhere.code, 5)
    assert.match(elsewhere.err, /does not list the namespace team-a/)
    const foreign = await shell(['true'], {image: `evil.example/x@sha256:${'c'.repeat(64)}`})
    assert.match(foreign.err, /does not list the image evil\.example/)
    const none = await shell(['true'], {}, {}, ['--context', 'staging'])
    assert.equal(none.code, 5)
    assert.match(none.err, /no policy allows commands to run inside the cluster/)
    const hidden = await shell(['true'], {}, {}, ['--context', 'production-scientist'])
    assert.equal(hidden.code, 5)
    assert.match(
      hidden.err,
      /you may not read ConfigMap kube-public\/ome-cli-policy\nhint: whom to ask: .*right to get configmaps/,
    )
    assert.equal(
      sandbox.requests.some(({method, path}) => method === 'POST' && path.includes('/jobs')),
      false,
    )
    assert.deepEqual(allRuns(), [])
  })

  it('ask the server before they begin, and --dry-run stops there', async () => {
    const {code, out} = await shell(['true'], {}, {}, ['--dry-run'])
    assert.equal(code, 0)
    assert.match(out, /^run x go as job\/ome-run-/)
    assert.match(out, /^ {2}image {4}docker\.io/m)
    assert.deepEqual(allRuns(), [])
    const {out: job} = await scene.run('x:go', ['--dry-run', '-o', 'json'], {
      kubeconfig: sandbox.kubeconfig,
    })
    assert.equal(JSON.parse(job).kind, 'Job')
  })

  it('say at once when no node takes them', async () => {
    const {code, err} = await shell(['true'], {resources: {requests: {cpu: '4000'}}})
    assert.equal(code, 1)
    assert.match(err, /error: run ome-run-\w+ cannot start: no node takes it: 0\/\d+ nodes/)
    assert.deepEqual(allRuns(), [])
  })

  it('say at once when the cluster refuses the pod', async () => {
    const {code, err} = await shell(['true'], {serviceAccount: 'nobody'})
    assert.equal(code, 1)
    assert.match(err, /cannot start: .*serviceaccount "nobody" not found/)
    assert.deepEqual(allRuns(), [])
  })

  it('are stopped after their time', async () => {
    const {code, err} = await shell(['sleep', '100000'], {timeoutSeconds: 2})
    assert.equal(code, 1)
    assert.match(err, /error: run ome-run-\w+ did not end within 2s and was stopped/)
    assert.deepEqual(allRuns(), [])
  })

  it('are removed by Ctrl-C', async () => {
    const abort = new AbortController()
    const onWrite = (text: string): void => {
      if (text.includes('up')) abort.abort()
    }
    const {code, err} = await shell(['sh', '-c', 'echo up; sleep 100000'], {}, {signal: abort.signal, onWrite})
    assert.equal(code, 130)
    assert.match(err, /removing job\/ome-run-\w+; Ctrl-C again leaves it\n/)
    assert.deepEqual(allRuns(), [])
  })

  it('go on when the connection of the person drops', async () => {
    const abort = new AbortController()
    const hangUp = new OmeError('cancelled', 'cancelled', [], {cause: 'SIGHUP'})
    const onWrite = (text: string): void => {
      if (text.includes('up')) abort.abort(hangUp)
    }
    const {code, err} = await shell(['sh', '-c', 'echo up; sleep 100000'], {}, {signal: abort.signal, onWrite})
    const [run] = allRuns()
    assert.ok(run, err)
    assert.equal(code, 130)
    assert.match(err, new RegExp(`job/${run.metadata.name} goes on\nhint: join it again: ome command runs attach`))
    assert.doesNotMatch(err, /removing/)
    await own(CommandRunsCancel, [run.metadata.name])
  })

  it('are left by Ctrl-C where they are only looked at', async () => {
    const name = await detached(['sh', '-c', 'echo up; sleep 100000'])
    const abort = new AbortController()
    const onWrite = (text: string): void => {
      if (text.includes('up')) abort.abort()
    }
    const {code, err} = await own(CommandRunsAttach, [name], {signal: abort.signal, onWrite})
    assert.equal(code, 130)
    const cancel = `ome command runs cancel ${name} -n default`
    assert.ok(err.includes(`job/${name} goes on\nhint: stop and remove it: ${cancel}\n`), err)
    assert.doesNotMatch(err, /removing/)
    assert.ok(sandbox.api.get(jobs, name, 'default'))
    assert.equal((await own(CommandRunsCancel, [name])).code, 0)
  })

  it('keep escape sequences from the terminal', async () => {
    const {out} = await shell(['printf', 'a\\033[31mb\\033[0m\\n'])
    assert.equal(out, 'ab\n')
  })

  it('a result that is no document is refused', async () => {
    const {code, out, err} = await shell(['sh', '-c', 'echo nope > $OME_RESULT'], {}, {}, ['-o', 'json'])
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /x go printed something else than one JSON document/)
  })

  it('read what is piped in', async () => {
    const {code, out, err} = await shell(['wc', '-l'], {stdin: true}, {stdin: 'one\ntwo\nthree\n'})
    assert.deepEqual([code, out.trim()], [0, '3'], err)
  })

  it('go on when they are detached, and are followed to the end later', async () => {
    const name = await detached(['sh', '-c', 'echo working; echo \'{"ok": true}\' > $OME_RESULT; sleep 2'])

    const listed = await own(CommandRunsList, ['-o', 'json'])
    const [run] = JSON.parse(listed.out).items
    assert.deepEqual([run.name, run.command, run.serviceAccount], [name, 'x go', 'default'])
    const early = await own(CommandRunsResult, [name])
    assert.equal(early.code, 3, early.err)

    const attached = await own(CommandRunsAttach, [name, '-o', 'yaml'])
    assert.deepEqual([attached.code, attached.out], [0, 'ok: true\n'], attached.err)
    assert.match(attached.err, /working/)
    assert.deepEqual(allRuns(), [])
  })

  it('leave log and result to be read after their end', async () => {
    const name = await detached(['sh', '-c', 'echo done; echo \'{"n": 1}\' > $OME_RESULT; exit 6'])
    await sandbox.until(() => ended(name))
    assert.deepEqual((await own(CommandRunsLogs, [name])).out, 'done\n')
    assert.deepEqual((await own(CommandRunsResult, [name])).out.trim(), '{"n": 1}')
    assert.match((await own(CommandRunsList, [])).out, new RegExp(`${name} +x go +failed +6`))
    assert.equal((await own(CommandRunsCancel, [name])).out, `run/${name} cancelled\n`)
    assert.equal((await own(CommandRunsResult, [name])).code, 4)
  })

  const ended = (name: string): boolean => {
    const conditions = sandbox.api.get(jobs, name, 'default')?.['status']?.conditions ?? []
    return conditions.some(
      ({type, status}: {type: string; status: string}) => ['Complete', 'Failed'].includes(type) && status === 'True',
    )
  }

  it('a Job that is no run is left alone', async () => {
    const other = {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'other', namespace: 'default'}}
    const template = {spec: {restartPolicy: 'Never', containers: [{name: 'a', image: busybox, command: ['true']}]}}
    sandbox.api.create(jobs, {...other, spec: {template}})
    assert.equal((await own(CommandRunsCancel, ['other'])).code, 4)
    assert.ok(sandbox.api.get(jobs, 'other', 'default'))
  })

  it('a terminal is joined, can be left and joined again, and gives the exit code', async () => {
    const keyboard = new PassThrough()
    const options = {
      keyboard,
      onWrite: (text: string) => void (text.includes('hello') && keyboard.write('\u0010\u0011')),
    }
    const session = shell(['sh'], {tty: true, stdin: true}, options)
    keyboard.write('echo hel""lo\r')
    const first = await session
    assert.equal(first.code, 0, first.err)
    assert.match(first.err, /job\/ome-run-\w+ goes on/)
    const [run] = allRuns()
    assert.ok(run)

    const again = new PassThrough()
    const joined = own(CommandRunsAttach, [run.metadata.name], {keyboard: again})
    again.write('exit 4\r')
    assert.equal((await joined).code, 4)
    assert.deepEqual(allRuns(), [])
  })

  it('are not touched by a signal before they began', async () => {
    const abort = new AbortController()
    abort.abort()
    const {code} = await shell(['true'], {}, {signal: abort.signal})
    assert.equal(code, 130)
    assert.deepEqual(allRuns(), [])
  })
})
