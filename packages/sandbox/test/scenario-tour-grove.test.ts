import assert from 'node:assert/strict'
import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import type {ApiObject} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {isReady} from '../src/controllers/pod-facts.ts'
import {configMaps, deployments, events, nodes, pods, secrets} from '../src/controllers/resources.ts'
import {
  clusterTopologyBindings,
  kaiPodGroups,
  kaiQueues,
  kaiTopologies,
  podCliqueSets,
  podCliques,
} from '../src/grove/resources.ts'
import {generationHash} from '../src/grove/template-hash.ts'
import {loadScenario, scenarioWorkingFiles} from '../src/scenario.ts'
import {conditionOf} from './grove-fixture.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

/** @feature Grove: engines under steady load, by role and image version | works */
describe('tour-grove', () => {
  let cluster: Cluster
  const faults: string[] = []

  before(async () => {
    cluster = await startCluster({scenario: 'tour-grove', clock: 'manual', now, log: (line) => faults.push(line)})
  })
  after(async () => {
    await cluster.stop()
    assert.deepEqual(faults, [])
  })

  const named = (clique: string): Record<string, string> =>
    Object.fromEntries(
      cluster.api
        .list(pods, {namespace: 'prod', labels: {'grove.io/podclique': clique}})
        .map((pod) => [pod.metadata.labels?.['grove.io/podclique-pod-index'] ?? '', pod['spec'].nodeName ?? 'nowhere']),
    )
  const podOf = (clique: string, index: number): ApiObject => {
    const labels = {'grove.io/podclique': clique, 'grove.io/podclique-pod-index': String(index)}
    const [pod] = cluster.api.list(pods, {namespace: 'prod', labels})
    assert.ok(pod)
    return pod
  }
  const fetched = (pod: ApiObject, port: number): string => {
    let written = ''
    const response = Object.assign(new ServerResponse(new IncomingMessage(new Socket())), {
      end: (text: string) => {
        written = text
      },
    })
    const reached = cluster.kubelet.http(pod, port, new IncomingMessage(new Socket()), response, '/metrics')
    return reached ? written : 'nothing listens'
  }
  const value = (text: string, series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(series))
        ?.split(' ')
        .at(-1),
    )

  it('has Grove of one version and its operator with topology on', () => {
    const {api} = cluster
    const [operator] = api.list(deployments, {labels: {'app.kubernetes.io/name': 'grove-operator'}})
    assert.equal(operator?.metadata.namespace, 'grove-system')
    assert.equal(operator?.['status'].readyReplicas, 1)
    assert.equal(api.serves({group: 'grove.io', plural: 'clustertopologies'}), false)
    assert.equal(api.serves({group: 'grove.io', plural: 'podgangmaps'}), false)
    const config = api.list(configMaps, {namespace: 'grove-system'}).map((one) => one['data']['config.yaml'] ?? '')
    assert.match(config.join(), /topologyAwareScheduling:\n {2}enabled: true\nauthorizer:\n {2}enabled: false/)
  })

  it('has ten nodes with eight GPUs in racks of two blocks', () => {
    const racks = cluster.api.list(nodes).map((node) => {
      const {labels = {}, name} = node.metadata
      assert.equal(node['status'].allocatable['nvidia.com/gpu'], '8')
      assert.equal(node['spec']?.unschedulable, undefined, name)
      return `${name} ${labels['topology.kubernetes.io/block']}/${labels['topology.kubernetes.io/rack']}`
    })
    assert.equal(racks.length, 10)
    assert.ok(racks.includes('node-gpu-04 block-a/rack-1'))
    assert.ok(racks.includes('node-gpu-08 block-a/rack-2'))
    assert.ok(racks.includes('node-gpu-09 block-b/rack-1'))
    const binding = cluster.api.get(clusterTopologyBindings, 'grove-topology')
    assert.deepEqual(
      binding?.['spec'].levels.map(({domain}: {domain: string}) => domain),
      ['block', 'rack', 'host'],
    )
    assert.equal(conditionOf(binding, 'SchedulerTopologyDrift'), 'False/InSync')
    assert.ok(cluster.api.get(kaiTopologies, 'grove-topology'))
  })

  it('prod/my-inference is ready, every pod on its node', () => {
    const set = cluster.api.get(podCliqueSets, 'my-inference', 'prod')
    assert.equal(set?.['status'].availableReplicas, 1)
    assert.equal(set?.['status'].updatedReplicas, 1)
    assert.equal(set?.metadata.creationTimestamp, '2026-11-21T09:26:00Z')
    const [one, two, three] = ['node-gpu-01', 'node-gpu-02', 'node-gpu-03']
    assert.deepEqual(named('my-inference-0-prefill'), {0: one, 1: one, 2: three, 3: three})
    assert.deepEqual(named('my-inference-0-decode'), {
      ...{0: one, 1: two, 2: two, 3: two, 4: two, 5: three},
      ...{6: 'node-gpu-04', 7: 'node-gpu-05'},
    })
    for (const [role, count] of Object.entries({prefill: 4, decode: 8})) {
      const clique = cluster.api.get(podCliques, `my-inference-0-${role}`, 'prod')
      assert.equal(clique?.['status'].readyReplicas, count)
      assert.equal(conditionOf(clique, 'MinAvailableBreached'), 'False/SufficientReadyPods')
    }
  })

  it('prod/chat has one engine on two nodes and one that waits for a rack', () => {
    const held = (role: string): string[] => Object.values(named(role))
    assert.deepEqual(held('chat-0-decode-0-dleader').concat(held('chat-0-decode-0-dworker')).sort(), [
      'node-gpu-09',
      'node-gpu-10',
    ])
    assert.deepEqual(held('chat-0-prefill'), ['node-gpu-05'])
    assert.deepEqual(held('chat-0-decode-1-dleader'), ['nowhere'])
    const waiting = cluster.api.get(kaiPodGroups, 'chat-0-decode-0', 'prod')
    assert.equal(waiting?.['status'].schedulingConditions[0].reasons[0].reason, 'PodSchedulingErrors')
    assert.equal(cluster.api.get(kaiQueues, 'inference')?.['status'].allocated['nvidia.com/gpu'], '20')
  })

  it('research holds what my-inference would need', () => {
    const held = cluster.api.list(pods, {namespace: 'research'}).map((pod) => {
      assert.ok(isReady(pod))
      const [container] = pod['spec'].containers
      return `${pod['spec'].nodeName.slice(-2)}:${container.resources.limits['nvidia.com/gpu']}`
    })
    assert.deepEqual(held.sort(), ['01:2', '03:2', '04:6', '06:6', '07:6', '08:4'])
  })

  it('tells of decode-7, which found no place and then one in the other rack', () => {
    const about = podOf('my-inference-0-decode', 7).metadata.name
    const told = cluster.api
      .list(events, {namespace: 'prod'})
      .filter((event) => event['involvedObject'].name === about && /Schedul/.test(event['reason']))
      .sort((a, b) => a['firstTimestamp'].localeCompare(b['firstTimestamp']))
      .map((event) => `${event['firstTimestamp'].slice(11, 16)} ${event['reason']} ${event['message']}`)
    assert.match(told[0] ?? '', /^11:57 FailedScheduling 0\/10 nodes are available: .*6 Insufficient nvidia\.com\/gpu/)
    assert.match(told.at(-1) ?? '', /^11:58 Scheduled .* to node-gpu-05$/)
  })

  it('keeps five revisions, the last of which is live, and a plan', () => {
    const {api} = cluster
    const revisions = api.list(configMaps, {namespace: 'prod', labels: {'ome.cli/kind': 'grove-revision'}})
    const images = revisions.map(({data}) => JSON.parse(data['meta.json']).images.decode.split(':')[1])
    assert.deepEqual(images, ['v1.0.0', 'v1.1.0', 'v1.1.1', 'v1.1.2', 'v1.2.0'])
    const set = api.get(podCliqueSets, 'my-inference', 'prod')
    const last = JSON.parse(revisions.at(-1)?.['data']['meta.json'])
    assert.equal(last.generationHash, set?.['status'].currentGenerationHash)
    assert.equal(last.generationHash, generationHash(set?.['spec'].template))
    assert.equal(last.at, '2026-11-21T11:20:00Z')
    assert.equal(revisions[0]?.metadata.ownerReferences?.[0]?.uid, set?.metadata.uid)
    const caching = revisions.map(({data}) => data['template.json'].includes('--enable-prefix-caching'))
    assert.deepEqual(caching, [false, false, true, true, true])
    const plan = JSON.parse(api.get(configMaps, 'my-inference-aic-plan', 'prod')?.['data']['plan.json'])
    assert.deepEqual(plan.config, {prefill_workers: 4, decode_workers: 8, prefill_tp: 2, decode_tp: 2})
    assert.deepEqual([plan.ome.racks, plan.ome.minScore, plan.sla.ttft_ms, plan.sla.tpot_ms], [1, 0.95, 250, 12])
  })

  it('has secrets where tools must not show them', () => {
    const [container] = podOf('my-inference-0-decode', 0)['spec'].containers
    assert.ok(container.args.includes('--api-key=sk-tourSecret0002'))
    assert.equal(container.env.find(({name}: {name: string}) => name === 'HF_TOKEN').value, 'hf_tourSecret0001')
    assert.ok(cluster.api.get(secrets, 'hf-token', 'prod'))
  })

  it('has one container that crashed, with the log of the run before', async () => {
    const crashed = podOf('my-inference-0-decode', 6)
    assert.equal(crashed['status'].containerStatuses[0].restartCount, 1)
    const lines: string[] = []
    for await (const line of cluster.kubelet.logs(crashed, {
      container: 'main',
      previous: true,
      follow: false,
      timestamps: false,
      signal: new AbortController().signal,
    })) {
      lines.push(line)
    }
    assert.match(lines.join('\n'), /vLLM API server/)
    assert.equal(cluster.api.get(nodes, 'node-gpu-04')?.metadata.annotations?.['sandbox.ome.cli/fault'], undefined)
  })

  it('has engines under load', async () => {
    const prefill = podOf('my-inference-0-prefill', 0)
    const before = fetched(prefill, 8000)
    await cluster.clock.advance(5000)
    const then = fetched(prefill, 8000)
    const count = 'vllm:time_to_first_token_seconds_count'
    const requests = value(then, count) - value(before, count)
    assert.ok(Math.abs(requests - 50) <= 1, `${requests} requests of one of four workers in five seconds`)
    const cliques = ['prefill', 'decode'].flatMap((role) =>
      cluster.api.list(pods, {namespace: 'prod', labels: {'grove.io/podclique': `my-inference-0-${role}`}}),
    )
    const total = (series: string): number => cliques.reduce((sum, pod) => sum + value(fetched(pod, 8000), series), 0)
    assert.equal(total('vllm:num_requests_waiting'), 12)
    assert.equal(total('vllm:num_requests_running'), 45)
    assert.equal(fetched(podOf('chat-0-decode-0-dworker', 0), 8000), 'nothing listens')
    const [exporter] = cluster.api
      .list(pods, {namespace: 'gpu-operator'})
      .filter((pod) => pod['spec'].nodeName === 'node-gpu-02')
    assert.match(
      exporter ? fetched(exporter, 9400) : '',
      /DCGM_FI_DEV_GPU_UTIL\{[^}]*my-inference-0-decode[^}]*\} 65\n/,
    )
  })

  it('comes with its working files', () => {
    const files = scenarioWorkingFiles('tour-grove')
    for (const name of ['my-inference-pcs.yaml', 'plan.json', 'plan-dir/disagg/top1/generator_config.yaml']) {
      assert.ok(files[name], name)
    }
    assert.match(String(files['updated-pcs.yaml']), /namespace: prod[\s\S]*v1\.3\.0[\s\S]*v1\.3\.0/)
    assert.deepEqual(loadScenario('tour-grove').install, ['grove'])
  })
})
