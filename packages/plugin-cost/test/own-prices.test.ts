import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {allCrds} from '@ome/kinds/crd'
import type {KubeObject} from '@ome/sdk/kube'
import Check from '../src/commands/cost/budget/check.ts'
import Export from '../src/commands/cost/budget/export.ts'
import SetBudget from '../src/commands/cost/budget/set.ts'
import Show from '../src/commands/cost/budget/show.ts'
import History from '../src/commands/cost/history.ts'
import CostRecord from '../src/commands/cost/record.ts'
import Cost from '../src/commands/cost.ts'
import {type TestWorld, world} from './world.ts'

const labels = {'ome.io/inferenceservice': 'own', component: 'engine'}

/** A service on a machine that no accelerator class covers, with a volume. */
const objects: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'l4',
      labels: {
        'node.kubernetes.io/instance-type': 'g6.xlarge',
        'topology.kubernetes.io/region': 'us-east-1',
        'nvidia.com/gpu.product': 'NVIDIA-L4',
      },
    },
    spec: {providerID: 'aws:///us-east-1/l4'},
    status: {capacity: {cpu: '8', memory: '32Gi', pods: '10', 'nvidia.com/gpu': '1'}},
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {name: 'weights', namespace: 'default'},
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: {requests: {storage: '73Gi'}},
      storageClassName: '',
      volumeName: 'disk',
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name: 'disk'},
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: {storage: '73Gi'},
      hostPath: {path: '/disk'},
      storageClassName: '',
    },
  },
  {
    apiVersion: 'ome.io/v1beta1',
    kind: 'BaseModel',
    metadata: {name: 'small', namespace: 'default'},
    spec: {modelParameterSize: '1B', storage: {storageUri: 'hf://a/b'}, modelFormat: {name: 'safetensors'}},
  },
  {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceService',
    metadata: {name: 'own', namespace: 'default'},
    spec: {model: {name: 'small', kind: 'BaseModel'}, engine: {minReplicas: 1, maxReplicas: 3}},
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'own-engine-0', namespace: 'default', labels},
    spec: {
      nodeName: 'l4',
      volumes: [{name: 'w', persistentVolumeClaim: {claimName: 'weights'}}],
      containers: [
        {
          name: 'ome-container',
          image: 'engine',
          resources: {requests: {cpu: '2'}, limits: {'nvidia.com/gpu': '1', memory: '8Gi'}},
        },
      ],
    },
  },
]

describe('ome cost where no class states a price', () => {
  let made: TestWorld
  let folder: string
  before(async () => {
    // The kinds without their controllers, so that what is here stays as it is.
    const kinds = allCrds().filter(({spec}) => spec.group === 'ome.io')
    made = await world({objects: [...kinds, ...objects]})
    const pods = {group: '', plural: 'pods'}
    await made.until(() => made.api.get(pods, 'own-engine-0', 'default')?.['status']?.phase === 'Running')
    folder = await mkdtemp(join(tmpdir(), 'ome-cost-'))
  })
  after(async () => {
    await made.stop()
    await rm(folder, {recursive: true})
  })
  // Two days after the pod began.
  const now = new Date('2026-11-23T13:00:00Z')
  const bill = async (line: string) => {
    const {out, err, code} = await made.run(Cost, `own --since 24h ${line} -o json`.split(' ').filter(Boolean), {
      cwd: folder,
      now,
    })
    assert.equal(code, 0, err)
    return JSON.parse(out)
  }

  it('takes the list price of the machine; a volume without price makes the sum partial', async () => {
    const {items, totalUsd, partial, monthPartial} = await bill('')
    // g6.xlarge in us-east-1: 0.8048 USD an hour for 1 GPU (aws/karpenter-provider-aws, 2026-07-20); 24 h: 19.3152.
    assert.equal(totalUsd.toFixed(4), '19.3152')
    assert.deepEqual([partial, monthPartial], [true, true])
    assert.match(items[0].source, /^g6\.xlarge list price in us-east-1, aws\/karpenter-provider-aws, 2026-07-20$/)
    const storage = items.find(({item}: {item: string}) => item === 'storage')
    assert.deepEqual([storage.usd, storage.usdPerUnit], [null, null])
  })

  it('takes the person’s own prices before it', async () => {
    const file = 'prices: [{instanceType: g6.xlarge, usdPerHour: 0.5}]\nother: {usdPerStorageGiBMonth: 0.1}\n'
    await writeFile(join(folder, 'prices.yaml'), file)
    const {totalUsd, partial, projected} = await bill('--prices prices.yaml --projected')
    // GPU: 24 h × 0.50 = 12.00. Volume: 73 GiB × 24/730 months × 0.10 = 0.24.
    assert.deepEqual([totalUsd.toFixed(2), partial], ['12.24', false])
    // A replica now: 0.50 + 73 × 0.10 / 730 = 0.51 an hour, 372.30 a month; the engine scales between 1 and 3.
    assert.deepEqual([projected.atLeast.toFixed(2), projected.atMost.toFixed(2)], ['372.30', '1116.90'])
  })

  it('says in words what is not known', async () => {
    const {out} = await made.run(Cost, ['own'], {now})
    assert.match(out, /^storage .* <unknown> +<unknown> +no source states a price: --prices FILE$/m)
    assert.match(out, /^total +- +- +\d+\.\d\d \(partial\) +without what has no known price$/m)
  })

  it('checks budgets by what is known, and says what is not', async () => {
    await writeFile(
      join(folder, 'all.yaml'),
      'prices: [{instanceType: g6.xlarge, usdPerHour: 0.5}]\nother: {usdPerStorageGiBMonth: 0.1}\n',
    )
    assert.equal((await made.run(SetBudget, ['own', '--limit', '1000'])).code, 0)
    const open = await made.run(Show, ['own'], {now})
    assert.match(open.out, /^own +1000\.00 +\d+\.\d\d \(partial\) .* unknown$/m)
    assert.equal((await made.run(Check, [], {now})).code, 1)
    const all = await made.run(Check, ['--prices', 'all.yaml'], {now, cwd: folder})
    assert.equal(all.code, 0, all.err)
    // 0.8048 USD for the one GPU of a g6.xlarge.
    assert.match((await made.run(Export, ['prometheus-rule'])).out, /\* 0\.8048 \* 730 > 800/)
  })

  it('is written down as far as it is known', async () => {
    assert.match((await made.run(CostRecord, [], {now})).out, /^service\/own +1 +<unknown>$/m)
    assert.equal((await made.run(History, ['own'], {now})).code, 1)
  })

  it('refuses a file of prices with what is wrong in it', async () => {
    await writeFile(join(folder, 'bad.yaml'), 'prices: [{instanceType: x}]')
    const {code, err} = await made.run(Cost, ['own', '--prices', 'bad.yaml'], {cwd: folder})
    assert.equal(code, 2)
    assert.match(err, /bad\.yaml: prices\[0\]: usdPerHour or spotUsdPerHour is missing/)
  })
})
