import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {resolve} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import Get from '../src/commands/get.ts'

const kubectl = resolve(import.meta.dirname, '../../../tools/bin/kubectl')

function runKubectl(argv: readonly string[]): Promise<{failed: boolean; out: string; err: string}> {
  return new Promise((done) => {
    execFile(kubectl, argv, {maxBuffer: 2 ** 26}, (error, out, err) => done({failed: error !== null, out, err}))
  })
}

const lines = [
  'pods -o wide --all-namespaces',
  'nodes -o wide',
  'deployments.apps -o yaml',
  'isvc prod-llama -o json',
  'clusterservingruntimes -o yaml',
  'acceleratorclasses -o json',
  'deploy -o name',
  'all',
  'all -A',
  'all -o name -n kube-system',
  'pods,svc',
  'po,deploy,nodes -o wide',
  'pods,svc --no-headers',
  'po,deploy -o json',
  'nodes,po -A -o jsonpath={.items[*].metadata.name}',
  'po,cm -n nowhere',
  'node/gpu-h100-1 deploy/prod-llama-engine svc/prod-llama',
  'node/gpu-h100-1 node/cpu-1 -o yaml',
  'nodes gpu-h100-1 gpu-h100-1',
  'svc/prod-llama deploy/nope',
  'node/gpu-h100-1 nodes',
  'pods --field-selector status.phase=Pending',
  'pods -A --field-selector=status.phase!=Running -o custom-columns=N:.metadata.name',
  'pods --show-labels',
  'nodes -L nvidia.com/gpu.product,kubernetes.io/os',
  'nodes -L nvidia.com/gpu.product -L zone --show-labels -o wide',
  'pods --no-headers -o wide',
  'deploy --show-kind',
  'isvc --show-kind --no-headers',
  'pod nope --ignore-not-found',
  'pods prod-llama-nope nope2 -o json --ignore-not-found',
  'pods -n nowhere --ignore-not-found',
  'pods -n nowhere --no-headers',
  'pods --sort-by=.metadata.name',
  'deploy -o yaml --show-managed-fields',
  'po x -l a=b',
  'po x -A',
  'no,such',
  'deploy.apps,rs.v1.apps',
  'PODS',
  'Deployment',
  'ns default -o json',
  'pods -l component=engine -o custom-columns=NAME:.metadata.name,IMAGES:.spec.containers[*].image,LABELS:.metadata.labels',
  'nodes -o jsonpath={range.items[*]}{.metadata.name}={.status.allocatable.nvidia\\.com/gpu}{"\\n"}{end}',
  'events --sort-by=.lastTimestamp',
  'crd',
  'configmaps -n nowhere',
  'pods nope',
  'nonsense',
]

describe('get of a resource without a view of ours', function () {
  this.timeout(60_000)
  let emulated: TestCluster
  before(async () => {
    emulated = await cluster({scenario: 'tour-ome'})
  })
  after(() => emulated.stop())

  for (const line of lines) {
    it(`prints what kubectl prints: ${line}`, async () => {
      const argv = line.split(' ')
      const theirs = await runKubectl(['--kubeconfig', emulated.kubeconfig, 'get', ...argv])

      const ours = await run(Get, argv, {kube: emulated.kube})

      assert.equal(ours.out, theirs.out)
      assert.equal(ours.code !== 0, theirs.failed, theirs.err)
      if (!theirs.failed) assert.equal(ours.err, theirs.err)
    })
  }
})
