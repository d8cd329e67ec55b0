import assert from 'node:assert/strict'
import type {ApiObject} from '../api.ts'
import {configMaps, events, jobs, nodes, pods, services} from '../controllers/resources.ts'
import {type ShellBench, shellBench} from './testing/shell-bench.ts'

/** @feature Nodes: commands of plain containers, volumes as files, exec probes, hooks, deadlines, sidecars, debugging | works */
describe('what containers run', () => {
  let bench: ShellBench
  beforeEach(async () => {
    bench = await shellBench()
  })
  afterEach(() => {
    bench.cluster.stop()
    assert.deepEqual(bench.faults, [])
  })

  const busybox = (...command: string[]) => ({name: 'main', image: 'busybox:1.36', command})
  const now = (name: string): ApiObject => {
    const found = bench.cluster.api.get(pods, name, 'default')
    assert.ok(found)
    return found
  }
  const main = (name: string) => now(name).status.containerStatuses[0]
  const messages = (name: string): string[] =>
    bench.cluster.api
      .list(events, {namespace: 'default'})
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => `${event['reason']}: ${event['message']}`)

  it('a command runs, is logged, and ends with its own exit code', async () => {
    await bench.pod('task', {restartPolicy: 'Never', containers: [busybox('sh', '-c', 'echo hi; sleep 5; exit 3')]})
    await bench.cluster.advance(10_000)

    assert.deepEqual(await bench.logs('task'), ['hi'])
    const {exitCode, reason, startedAt, finishedAt} = main('task').state.terminated
    assert.deepEqual([exitCode, reason, now('task').status.phase], [3, 'Error', 'Failed'])
    assert.equal(Date.parse(finishedAt) - Date.parse(startedAt), 5000)
  })

  it('a command that ends well is Completed, and begins again where that is wanted', async () => {
    await bench.pod('once', {restartPolicy: 'OnFailure', containers: [busybox('echo', 'hello')]})
    await bench.pod('again', {containers: [busybox('true')]})
    await bench.cluster.advance(60_000)

    assert.equal(now('once').status.phase, 'Succeeded')
    assert.equal(main('again').lastState.terminated.reason, 'Completed')
    assert.ok(main('again').restartCount > 1)
    assert.equal(main('again').state.waiting?.reason ?? 'CrashLoopBackOff', 'CrashLoopBackOff')
  })

  it('a Job is complete when its command is', async () => {
    bench.cluster.api.create(jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {name: 'j', namespace: 'default'},
      spec: {
        template: {
          spec: {restartPolicy: 'Never', containers: [busybox('sh', '-c', 'for i in 1 2 3; do sleep 1; done')]},
        },
      },
    })
    await bench.cluster.advance(60_000)
    assert.equal(bench.cluster.api.get(jobs, 'j', 'default')?.status.succeeded, 1)
  })

  it('a program that is not known says so and stays', async () => {
    await bench.pod('other', {containers: [{name: 'main', image: 'example/app:1', command: ['/app/server']}]})
    assert.equal(now('other').status.phase, 'Running')
    assert.match((await bench.logs('other')).join('\n'), /does not know the program "\/app\/server"/)
  })

  it('containers share emptyDirs; objects are files; the downward API is told', async () => {
    bench.cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'c', namespace: 'default'},
      data: {'run.sh': 'echo from $1\n'},
    })
    const mounts = [
      {name: 'shared', mountPath: '/shared'},
      {name: 'config', mountPath: '/config'},
      {name: 'info', mountPath: '/info'},
    ]
    const pod = await bench.pod('pod', {
      volumes: [
        {name: 'shared', emptyDir: {}},
        {name: 'config', configMap: {name: 'c', defaultMode: 0o755}},
        {name: 'info', downwardAPI: {items: [{path: 'name', fieldRef: {fieldPath: 'metadata.name'}}]}},
      ],
      initContainers: [{...busybox('sh', '-c', 'echo prepared > /shared/f'), name: 'prepare', volumeMounts: mounts}],
      containers: [{...busybox('sh', '-c', 'sh /config/run.sh here; sleep infinity'), volumeMounts: mounts}],
    })
    await bench.cluster.advance(10_000)

    assert.deepEqual(await bench.logs('pod'), ['from here'])
    assert.equal((await bench.sh(pod, 'cat /shared/f /info/name; /config/run.sh x')).out, 'prepared\npodfrom x\n')
    assert.match((await bench.sh(pod, 'echo x > /config/y')).err, /Read-only file system/)
  })

  it('an exec probe really runs, and liveness restarts the container', async () => {
    const probe = {exec: {command: ['cat', '/tmp/healthy']}, periodSeconds: 5, failureThreshold: 2}
    await bench.pod('live', {
      containers: [
        {
          ...busybox('sh', '-c', 'touch /tmp/healthy; sleep 30; rm /tmp/healthy; sleep 600'),
          livenessProbe: probe,
          readinessProbe: probe,
        },
      ],
    })
    assert.equal(main('live').ready, true)
    await bench.cluster.advance(40_000)

    assert.ok(main('live').restartCount >= 1)
    const said = messages('live').join('\n')
    assert.match(said, /Unhealthy: Liveness probe failed: cat: \/tmp\/healthy: No such file or directory/)
    assert.match(said, /Killing: Container main failed liveness probe, will be restarted/)
  })

  it('a probe of a port that nothing listens on fails', async () => {
    await bench.pod('closed', {
      containers: [{...busybox('sleep', 'infinity'), readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}}],
    })
    assert.equal(main('closed').ready, false)
    assert.match(
      messages('closed').join('\n'),
      /Unhealthy: Readiness probe failed: dial tcp 10\.244\.\d+\.\d+:80: connect: connection refused/,
    )
  })

  it('an image that may not be pulled is waited for', async () => {
    await bench.pod('never', {containers: [{name: 'main', image: 'example/own:1', imagePullPolicy: 'Never'}]})
    assert.equal(main('never').state.waiting.reason, 'ErrImageNeverPull')
  })

  it('a pod past its deadline fails', async () => {
    await bench.pod('late', {activeDeadlineSeconds: 30, containers: [busybox('sleep', 'infinity')]})
    await bench.cluster.advance(40_000)
    const {phase, reason} = now('late').status
    assert.deepEqual([phase, reason], ['Failed', 'DeadlineExceeded'])
  })

  it('readiness gates are waited for', async () => {
    await bench.pod('gated', {readinessGates: [{conditionType: 'example.com/ok'}]})
    const ready = () => now('gated').status.conditions.find((one: {type: string}) => one.type === 'Ready')
    assert.equal(ready().reason, 'ReadinessGatesNotReady')
    const conditions = [...now('gated').status.conditions, {type: 'example.com/ok', status: 'True'}]
    bench.cluster.api.patch(pods, 'gated', 'default', {status: {conditions}}, 'status')
    await bench.cluster.advance(5000)
    assert.equal(ready().status, 'True')
  })

  it('a sidecar ends when the containers it is for have ended', async () => {
    await bench.pod('task', {
      restartPolicy: 'Never',
      initContainers: [{...busybox('sleep', 'infinity'), name: 'side', restartPolicy: 'Always'}],
      containers: [busybox('sleep', '5')],
    })
    await bench.cluster.advance(20_000)
    assert.equal(now('task').status.phase, 'Succeeded')
    assert.ok('terminated' in now('task').status.initContainerStatuses[0].state)
  })

  it('what is to be done before the end is done', async () => {
    const preStop = {exec: {command: ['sh', '-c', 'sleep 8; echo stopping > /proc/1/fd/1']}}
    await bench.pod('slow', {containers: [{...busybox('sleep', 'infinity'), lifecycle: {preStop}}]})
    bench.cluster.api.delete(pods, 'slow', 'default')
    await bench.cluster.advance(5000)
    assert.equal(main('slow').state.running !== undefined, true)
    await bench.cluster.advance(10_000)
    assert.equal(bench.cluster.api.get(pods, 'slow', 'default'), undefined)
  })

  it('curl and wget reach Services, pods and themselves', async () => {
    bench.cluster.api.create(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'web', namespace: 'default'},
      spec: {selector: {app: 'web'}, ports: [{port: 80, targetPort: 'http'}]},
    })
    const container = {name: 'main', image: 'example/app:1', ports: [{name: 'http', containerPort: 8080}]}
    await bench.pod('web', {containers: [container]})
    bench.cluster.api.patch(pods, 'web', 'default', {metadata: {labels: {app: 'web'}}})
    const box = await bench.pod('box', {containers: [busybox('sleep', 'infinity')]})

    assert.equal((await bench.sh(box, 'curl -s http://web/a')).out, 'web /a\n')
    assert.equal((await bench.sh(box, 'wget -qO- web.default.svc.cluster.local/b')).out, 'web /b\n')
    assert.equal((await bench.sh(now('web'), 'curl -sw "%{http_code}" -o /dev/null localhost:8080')).out, '200')
    const refused = await bench.sh(box, 'curl -sS http://localhost:9')
    assert.deepEqual(
      [refused.code, refused.err],
      [7, 'curl: (7) Failed to connect to localhost port 9 after 0 ms: Could not connect to server\n'],
    )
    assert.equal((await bench.sh(box, 'wget nowhere')).err, "wget: bad address 'nowhere'\n")
  })

  it('an added container is started for debugging, and can be used', async () => {
    const pod = await bench.pod('web')
    bench.cluster.api.patch(
      pods,
      'web',
      'default',
      {spec: {ephemeralContainers: [{name: 'debug', image: 'busybox', stdin: true, tty: true}]}},
      'ephemeralcontainers',
    )
    await bench.cluster.advance(10_000)
    assert.ok('running' in now('web').status.ephemeralContainerStatuses[0].state)
    assert.equal(pod.metadata.uid, now('web').metadata.uid)
  })

  it('nvidia-smi tells the GPUs of its container', async () => {
    bench.cluster.api.patch(nodes, 'n1', undefined, {
      metadata: {labels: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559'}},
    })
    const resources = {limits: {'nvidia.com/gpu': '2'}}
    const pod = await bench.pod('gpu', {containers: [{...busybox('sleep', 'infinity'), resources}]})
    const ran = await bench.exec(pod, ['nvidia-smi', '--query-gpu=index,name,memory.total', '--format=csv,noheader'])
    assert.equal(ran.out, '0, NVIDIA H100 80GB HBM3, 81559 MiB\n1, NVIDIA H100 80GB HBM3, 81559 MiB\n')
    assert.equal((await bench.exec(pod, ['nvidia-smi'])).code, 0)
  })
})
