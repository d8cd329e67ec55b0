import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import type {Course, Line, Place} from '../source-lines.ts'

const service = 'inferenceservice.v1beta1.ome.io/prod-llama'
const engine = async (place: Place) => (await place.object(service)).spec.engine
const bounds =
  (min: number, max: number): NonNullable<Line['effect']> =>
  async (place) => {
    const {minReplicas, maxReplicas} = await engine(place)
    assert.deepEqual([minReplicas, maxReplicas], [min, max])
  }
/** What a row of the options takes is typed as it stands; the service itself stays as it is. */
const takesItsLines = async (place: Place): Promise<void> => {
  const {out} = await place.shell('ome optimize service prod-llama -o json')
  const options: readonly {readonly command: readonly string[]}[] = JSON.parse(out).search.options
  const [creates, updates] = options.find(({command}) => command.length === 2)?.command ?? []
  assert.match(creates ?? '', /^ome create runtime --from vllm-llama-3-3-70b /)
  for (const line of [creates, `${updates} --dry-run`]) {
    const {code, err} = await place.shell(line ?? '')
    assert.equal(code, 0, `${line}\n${err}`)
  }
}
const settled = (place: Place): Promise<void> => place.isRolledOut('prod-llama-engine')

const deploying: readonly Line[] = [
  {
    section: '4',
    line: 'ome deploy llama-3-3-70b --name prod-llama',
    out: ['inferenceservice/prod-llama unchanged'],
    effect: bounds(3, 3),
  },
  {
    section: '4',
    line: 'ome deploy llama-3-3-70b --name prod-llama --runtime vllm-llama-3-3-70b --replicas 3 --autoscale --min-replicas 1 --max-replicas 10 --accelerator nvidia-h100',
    out: [/inferenceservice\/prod-llama configured \(.*maxReplicas 3 → 10/],
    err: ['accelerator nvidia-h100', '--replicas 3 cannot be kept with autoscaling'],
    effect: bounds(1, 10),
  },
  {
    section: '4',
    line: 'ome deploy llama-3-3-70b --name prod-llama --canary --traffic-split "prev:90,canary:10"',
    out: ['inferenceservice/prod-llama-canary created'],
    effect: async (place) => {
      const {spec} = await place.object('httproute/prod-llama-split')
      const weights = spec.rules[0].backendRefs.map(({weight}: {weight: number}) => weight)
      assert.deepEqual(weights, [90, 10])
      await place.object('configmap/ome-canary-prod-llama')
    },
  },
  {
    section: '4',
    line: 'ome update service prod-llama --model llama-3-3-70b-fp8 --rollout progressive',
    first: async (place) => {
      const {code, err} = await place.shell('ome rollout abort service prod-llama')
      assert.equal(code, 0, err)
      await place.isGone('httproute/prod-llama-split')
    },
    out: ['inferenceservice/prod-llama configured'],
    effect: async (place) => {
      const {spec} = await place.object(service)
      assert.equal(spec.model.name, 'llama-3-3-70b-fp8')
      assert.deepEqual(spec.engine.deploymentStrategy.rollingUpdate, {maxSurge: 1, maxUnavailable: 0})
    },
  },
]

const scaling: readonly Line[] = [
  {
    section: '5',
    line: 'ome scale service prod-llama --replicas 5',
    out: [/inferenceservice\/prod-llama scaled/],
    effect: bounds(5, 5),
  },
  {
    section: '5',
    line: 'ome scale service prod-llama --min 2 --max 10',
    out: ['minReplicas 5 → 2, maxReplicas 5 → 10'],
    effect: bounds(2, 10),
  },
  {
    section: '5',
    line: 'ome autoscale service prod-llama --metric requests-per-second --target 100',
    effect: async (place) => {
      const {metadata, spec} = await place.object(service)
      assert.equal(metadata.annotations['ome.io/autoscalerClass'], 'keda')
      assert.equal(String(spec.kedaConfig.scalingThreshold), '100')
      await place.kubectl('wait', '--for=create', 'scaledobject/scaledobject-prod-llama-engine', '--timeout=20s')
    },
  },
  {
    section: '5',
    line: 'ome optimize service prod-llama',
    out: [
      /FINDING +EVIDENCE +CHANGE +EFFECT +RISK/,
      /^Options$/m,
      /# +REPLICAS +GPUS +MODEL/,
      / present/,
      /^Recommended$/m,
    ],
    effect: takesItsLines,
  },
]

const watching: readonly Line[] = [
  {
    section: '6',
    line: 'ome status service prod-llama',
    first: settled,
    out: [
      /^Service: +prod-llama/m,
      /^Status: +Ready \((\d+)\/\1 replicas\)/m,
      /^Model: +llama-3-3-70b-fp8 \(70\.6B, meta/m,
      /^Runtime: +vllm-llama-3-3-70b/m,
      /^URL: +http:\/\/prod-llama\.default\.svc\.cluster\.local/m,
    ],
  },
  {
    section: '6',
    line: 'ome metrics service prod-llama',
    out: [/^METRIC +VALUE +UNIT +SOURCE$/m, /^requests-per-second /m],
  },
  {section: '6', line: 'ome metrics service prod-llama --follow', until: /requests-per-second/},
  {section: '6', line: 'ome metrics service prod-llama --metric gpu-utilization', out: [/gpu-utilization/]},
  {section: '6', line: 'ome logs service prod-llama', out: [/vLLM API server version/, /^\[prod-llama-engine-\S+\] /m]},
  {section: '6', line: 'ome logs service prod-llama --follow', until: /vLLM API server version/},
  {
    section: '6',
    line: 'ome logs service prod-llama --replica 2',
    out: [/vLLM API server version/],
    effect: (_, {out}) => assert.doesNotMatch(out, /^\[prod-llama-engine-/m),
  },
  {
    section: '6',
    line: 'ome logs service prod-llama --level error --since 1h',
    effect: (_, {out}) => {
      for (const row of out.split('\n').filter(Boolean)) assert.match(row, /ERROR|CRITICAL|Traceback|^\s/)
    },
  },
  {
    section: '6',
    line: 'ome analyze service prod-llama',
    out: [/Requests/, /Latency/, /GPU/, /Errors/, /Recommendations/],
  },
]

/** Workers go with their Job, which is removed when they have ended. */
async function leavesNoWorkers(place: Place): Promise<void> {
  await place.kubectl('wait', '--for=delete', 'pods', '-l', 'app.kubernetes.io/name=ome-load', '--timeout=20s')
  assert.equal(await place.kubectl('get', 'jobs,configmaps', '-l', 'app.kubernetes.io/name=ome-load', '-o', 'name'), '')
}

const testing: readonly Line[] = [
  {
    section: '7',
    line: 'ome benchmark service prod-llama --requests 1000 --concurrency 10 --prompt "Tell me a story about"',
    instead: async () => ({
      line: 'ome benchmark service prod-llama --requests 100 --concurrency 10 --prompt "Tell me a story about"',
      why: 'a thousand requests take longer than a test may',
    }),
    out: [/^Target: +service prod-llama .*simulated$/m, /^Requests: +100 ok, 0 failed$/m, /^TTFT /m, /^Verdict: /m],
  },
  {
    section: '7',
    line: 'ome load-test service prod-llama --duration 5m --rps 100 --report loadtest-report.html',
    until: /^sending: 100 requests\/s for 5m, poisson$/m,
    effect: ({folder}) =>
      assert.match(readFileSync(join(folder, 'loadtest-report.html'), 'utf8'), /<h1>Load on prod-llama<\/h1>/),
  },
  {
    section: '7',
    beside: true,
    line: 'ome benchmark service prod-llama --from cluster --requests 40 --concurrency 10 --prompt "Tell me a story about"',
    out: [/^Way: +a worker in the cluster, to http/m, /^Requests: +40 ok, 0 failed$/m],
    effect: (place) => leavesNoWorkers(place),
  },
  {
    section: '7',
    beside: true,
    line: 'ome load-test service prod-llama --from cluster --workers 2 --duration 2s --rps 20 --max-tokens 8 --report workers.html',
    out: [/^Way: +2 workers in the cluster, to http/m],
    effect: async (place) => {
      assert.match(place.read('workers.html'), /2 workers in the cluster/)
      await leavesNoWorkers(place)
    },
  },
  {
    section: '7',
    line: 'ome health service prod-llama',
    out: [/^SERVICE +CHECK +RESULT +LATENCY +DETAIL$/m, /^prod-llama +answer +ok .* 1 token$/m],
  },
  {
    section: '7',
    line: 'ome health --all-services',
    code: 3,
    out: [/^broken-llama +pods +fail /m, /^mistral-dev +answer +ok /m],
  },
  {
    section: '8',
    line: 'ome cost service prod-llama',
    out: [
      /^ITEM +QUANTITY +PRICE +COST +SOURCE$/m,
      /^gpu +\d+\.\d+ GPU-h +\d+\.\d\d +\d+\.\d\d +accelerator class nvidia-/m,
      /^month +730 h /m,
    ],
  },
  {
    section: '8',
    line: 'ome cost budget set prod-llama --limit 3000 --alert-at 80%',
    out: [/configmap\/ome-budgets (created|configured)/],
    effect: async (place) => {
      const {data} = await place.object('configmap/ome-budgets')
      assert.deepEqual(JSON.parse(data['prod-llama']), {limitUsd: 3000, alertAt: 0.8})
    },
  },
  {section: '8', line: 'ome cost budget show', out: [/^prod-llama +3000\.00 +\d+\.\d\d .* 80% +(ok|alert|over)$/m]},
]

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

const reaching: readonly Line[] = [
  {section: '9', line: 'ome debug service prod-llama', out: [/RULE +RESULT +EVIDENCE/]},
  {
    section: '9',
    line: 'ome exec service prod-llama',
    stdin: 'hostname\nexit\n',
    out: [/^prod-llama-engine-/m],
  },
  {
    section: '9',
    line: 'ome exec service prod-llama --replica 2',
    stdin: 'hostname\nexit\n',
    out: [/^prod-llama-engine-/m],
  },
  {
    section: '9',
    line: 'ome port-forward service prod-llama 8080:8080',
    instead: async () =>
      (await isFree(8080))
        ? undefined
        : {line: 'ome port-forward service prod-llama 18089:8080', why: 'another program of the machine has the port'},
    until: /^http:\/\/127\.0\.0\.1:\d+ -> pod\/prod-llama-engine-\S+:8080$/m,
    effect: (_, {out}) => assert.match(out, /-> pod\//),
  },
  {
    section: '9',
    line: 'ome events service prod-llama --follow',
    until: /^LAST +TYPE +REASON +OBJECT +MESSAGE$/m,
    meanwhile: {
      act: async (place) => {
        const [pod = ''] = (await place.kubectl('get', 'pods', '-l=app=prod-llama-engine', '-o=name')).split('\n')
        await place.kubectl('delete', pod, '--wait=false')
      },
      shows: /Killing +pod\/prod-llama-engine-/,
    },
  },
  {
    section: 'Console',
    line: 'ome console service prod-llama',
    out: [/^http:\/\/127\.0\.0\.1:\d+\/services\/prod-llama/m],
  },
  {
    section: 'Console',
    line: 'ome url service prod-llama',
    out: [
      /^endpoint +http:\/\/prod-llama\.default\.svc/m,
      /^console +http:\/\/127\.0\.0\.1:\d+\/services\/prod-llama/m,
    ],
  },
]

export const serve: Course = {
  name: 'a service through its day',
  lines: [...deploying, ...scaling, ...watching, ...testing, ...reaching],
}
