import {deepEqual, equal, match, ok} from 'node:assert/strict'
import {configMaps, pods} from '../src/controllers/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {ask, engine, prometheusCluster, query, start, values} from './prometheus-fixture.ts'

const minute = 60_000

/** @feature Traffic: Prometheus: discovery by monitors and annotations, HTTP API, a month of history | works */
describe('a Prometheus in the sandbox', () => {
  let cluster: StandingCluster
  let faults: string[]

  before(async () => {
    faults = []
    cluster = await prometheusCluster(faults)
  })
  after(() => {
    cluster.stop()
    deepEqual(faults, [])
  })

  it('finds what there is to scrape', async () => {
    const {body} = await ask(cluster, '/api/v1/targets?state=active')
    const targets: {scrapePool: string; health: string}[] = JSON.parse(body).data.activeTargets

    deepEqual(
      targets.map(({scrapePool, health}) => [scrapePool, health]),
      [
        ['kube-state-metrics', 'up'],
        ['kubernetes-pods', 'up'],
        ['nvidia-dcgm-exporter', 'up'],
      ],
    )
  })

  it('measures the load that an engine is said to have', async () => {
    const [rate = 0] = await values(cluster, 'sum(rate(vllm:request_success_total{pod="chat"}[5m]))')

    ok(Math.abs(rate - 4) < 0.05, String(rate))
  })

  it('gives quantiles of latencies', async () => {
    const [p50 = 0, p99 = 0] = [
      ...(await values(
        cluster,
        'histogram_quantile(0.5, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))',
      )),
      ...(await values(
        cluster,
        'histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))',
      )),
    ]

    ok(p50 > 0.5 && p50 < p99, `${p50} ${p99}`)
  })

  it('renames labels of an exporter that it sets itself', async () => {
    const [sample] = await query(cluster, 'DCGM_FI_DEV_GPU_UTIL{exported_pod="chat"}')
    const {metric} = sample as {metric: Record<string, string>}

    equal(metric['exported_namespace'], 'default')
    equal(metric['pod'], 'dcgm')
  })

  it('joins pods with their phase, as figures of GPU-hours do', async () => {
    const running =
      'sum(kube_pod_container_resource_requests{resource="nvidia_com_gpu"} * on(namespace,pod) group_left() (kube_pod_status_phase{phase="Running"}==1))'

    deepEqual(await values(cluster, running), [1])
    const now = Math.round(cluster.clock.now())
    const [hours = 0] = await values(cluster, `sum_over_time(${running}[10m:1m]) / 60`, now)
    ok(Math.abs(hours - 11 / 60) < 0.001, String(hours))
  })

  it('remembers a pod no longer than five minutes after its end', async () => {
    cluster.api.create(pods, engine('short', 1))
    await cluster.advance(10 * minute)
    const there = cluster.clock.now()
    cluster.api.delete(pods, 'short', 'default', {gracePeriodSeconds: 0})
    await cluster.advance(minute)

    deepEqual(await values(cluster, 'up{pod="short"}', there), [1])
    deepEqual(await values(cluster, 'up{pod="short"}'), [])
  })

  it('knows a month of what a scenario tells it', async () => {
    const entries = [{name: 'DCGM_FI_DEV_GPU_UTIL', labels: {pod: 'old'}, gauge: 71, from: '31d', to: '7d'}]
    const metadata = {name: 'history', namespace: 'monitoring', labels: {'sandbox.ome.cli/series': 'true'}}
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: {table: JSON.stringify(entries)},
    })

    deepEqual(await values(cluster, 'DCGM_FI_DEV_GPU_UTIL{pod="old"}', start - 8 * 86_400_000), [71])
    deepEqual(await values(cluster, 'DCGM_FI_DEV_GPU_UTIL{pod="old"}'), [])
    deepEqual(
      await values(cluster, 'count_over_time(DCGM_FI_DEV_GPU_UTIL{pod="old"}[1d])', start - 8 * 86_400_000),
      [1441],
    )
  })

  it('says in its own log what is wrong with a table', async () => {
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'wrong', namespace: 'monitoring', labels: {'sandbox.ome.cli/series': 'true'}},
      data: {table: '- name: x'},
    })
    await query(cluster, 'up')
    const prometheus = cluster.api.get(pods, 'prometheus', 'monitoring')
    const request = {container: 'prometheus', follow: false, previous: false, timestamps: false}
    let lines = ''
    if (prometheus)
      for await (const line of cluster.kubelet.logs(prometheus, {...request, signal: new AbortController().signal}))
        lines += `${line}\n`

    match(lines, /ConfigMap monitoring\/wrong: entry 1 \(x\): one of gauge, counter and histogram is needed/)
    cluster.api.delete(configMaps, 'wrong', 'monitoring')
  })

  it('counts without an end and without a leak', async () => {
    await cluster.advance(4 * 60 * minute)

    const [samples = 0] = await values(cluster, 'count_over_time(up{pod="chat"}[3h])')
    ok(samples <= 721, String(samples))
    const [long = 0] = await values(cluster, 'count_over_time(up{pod="chat"}[4h])')
    ok(long > samples, 'what was dropped is drawn as a line')
  }).timeout(40_000)

  it('answers label questions', async () => {
    const list = async (path: string): Promise<string[]> => JSON.parse((await ask(cluster, path)).body).data

    ok((await list('/api/v1/labels')).includes('exported_pod'))
    deepEqual(await list('/api/v1/label/job/values?match[]=up'), [
      'kube-state-metrics',
      'kubernetes-pods',
      'nvidia-dcgm-exporter',
    ])
    equal((await list('/api/v1/series?match[]=up{pod="chat"}')).length, 1)
  })

  for (const [path, code, expected] of [
    [
      '/api/v1/query?query=rat(up)',
      400,
      /invalid parameter \\"query\\": 1:1: parse error: unknown function with name \\"rat\\"/,
    ],
    ['/api/v1/query?query=up&time=noon', 400, /cannot parse \\"noon\\" to a valid timestamp/],
    ['/api/v1/query_range?query=up&start=0&end=100000&step=1', 400, /exceeded maximum resolution of 11,000 points/],
    [
      '/api/v1/query?query=up%20*%20on(nothing)%20up',
      422,
      /found duplicate series for the match group \{\} on the right hand-side/,
    ],
    ['/api/v1/series', 400, /no match\[\] parameter provided/],
    ['/api/v2/query', 404, /404 page not found/],
    ['/-/ready', 200, /Prometheus Server is Ready/],
    ['/-/healthy', 200, /Prometheus Server is Healthy/],
    ['/api/v1/status/buildinfo', 200, /"version":"2.42.0"/],
    ['/api/v1/metadata?metric=DCGM_FI_DEV_GPU_UTIL', 200, /"type":"gauge"/],
  ] as const) {
    it(`answers ${path} with ${code}`, async () => {
      const {status, body} = await ask(cluster, path)

      equal(status, code)
      match(body, expected)
    })
  }
})

/** @feature Traffic: Prometheus: recording and alerting rules of PrometheusRule objects | works */
describe('rules of a Prometheus in the sandbox', () => {
  it('fire when they have held long enough', async () => {
    const faults: string[] = []
    const cluster = await prometheusCluster(faults)
    cluster.api.create(
      {group: 'monitoring.coreos.com', plural: 'prometheusrules'},
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: {name: 'busy', namespace: 'monitoring'},
        spec: {
          groups: [
            {
              name: 'gpu',
              rules: [
                {record: 'gpu:busy', expr: 'avg(DCGM_FI_DEV_GPU_UTIL{exported_pod!=""})'},
                {
                  alert: 'Busy',
                  expr: 'gpu:busy > 10',
                  for: '10m',
                  labels: {severity: 'info'},
                  annotations: {text: 'at {{ $value }}'},
                },
                {alert: 'Hot', expr: 'gpu:busy > 100'},
              ],
            },
          ],
        },
      },
    )
    const groups = JSON.parse((await ask(cluster, '/api/v1/rules?type=alert')).body).data.groups
    const alerts = await query(cluster, 'ALERTS')
    cluster.stop()

    deepEqual(
      groups[0].rules.map((rule: {name: string; state: string}) => [rule.name, rule.state]),
      [
        ['Busy', 'firing'],
        ['Hot', 'inactive'],
      ],
    )
    match(groups[0].rules[0].alerts[0].annotations.text, /^at \d/)
    deepEqual(
      alerts.map((sample) => (sample as {metric: unknown}).metric),
      [{__name__: 'ALERTS', alertname: 'Busy', alertstate: 'firing', severity: 'info'}],
    )
    deepEqual(faults, [])
  })
})
