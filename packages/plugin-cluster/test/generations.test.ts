import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Available from '../src/commands/accelerators/available.ts'
import Usage from '../src/commands/accelerators/usage.ts'
import FailedServices from '../src/commands/cleanup/failed-services.ts'
import UnusedModels from '../src/commands/cleanup/unused-models.ts'
import Capacity from '../src/commands/cluster/capacity.ts'
import Health from '../src/commands/cluster/health.ts'
import Resources from '../src/commands/cluster/resources.ts'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'
import Wait from '../src/commands/wait.ts'

const broken = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'broken', namespace: 'default'},
  spec: {
    model: {name: 'mistral-7b', kind: 'ClusterBaseModel'},
    runtime: {name: 'srt-mistral', kind: 'ClusterServingRuntime'},
    engine: {
      minReplicas: 1,
      maxReplicas: 1,
      runner: {name: 'ome-container', image: 'lmsysorg/sglang:does-not-exist'},
    },
  },
}

const generations: Readonly<
  Record<string, {readonly health: RegExp; readonly children: RegExp; readonly goes: RegExp}>
> = {
  'old-ome': {
    health: /^OME +ok +v0\.1$/m,
    children: /^deployment\/chat-engine {2}1\/1\n└─ replicaset\/\S+ {2}1\/1\n {3}└─ pod\/chat-engine-\S+ {2}Running$/m,
    goes: /deployment\/chat-engine/,
  },
  'new-ome': {
    health: /^OME +ok +v1\.3$/m,
    children: /^inferencereplica\/chat-engine {2}4\/4\n├─ pod\/chat-engine-\S+ {2}Running$/m,
    goes: /inferencereplica\/chat-engine, 4 pods/,
  },
}

for (const [scenario, {health, children, goes}] of Object.entries(generations))
  describe(`on ${scenario}`, () => {
    let emulated: TestCluster
    before(async () => {
      // With the kinds of the other stacks, which may own what is looked at too.
      emulated = await cluster({scenario, install: ['grove', 'kaito', 'gateway-api'], objects: [broken as ApiObject]})
      await emulated.advance(15 * 60_000)
    })
    after(() => emulated.stop())

    const ask = async (command: CommandClass, line = '') => {
      const words = line.split(' ').filter(Boolean)
      const {out, err, code} = await run(command, words, {kube: emulated.kube, now: emulated.now})
      assert.equal(code, 0, err)
      return out + err
    }

    it('lists and exports', async () => {
      assert.match(await ask(Get, 'services'), /^chat +mistral-7b +srt-mistral +(\d)\/\1 +Ready +5d$/m)
      assert.match(
        await ask(Get, 'models -o wide'),
        /^mistral-7b +cluster .* Ready +9\/9 .* default\/broken,default\/chat,/m,
      )
      assert.match(await ask(Get, 'runtimes'), /^srt-mistral +cluster +sglang /m)
      assert.match(await ask(Get, 'accelerators'), /^nvidia-h100 +nvidia +hopper +80 GiB +6 +48 /m)
      const exported = await ask(Get, 'service chat --export')
      assert.match(exported, /^ {4}name: mistral-7b$/m)
      assert.doesNotMatch(exported, /status:|uid:|resourceVersion/)
    })

    it('shows what belongs to a service, and what happened to it', async () => {
      assert.match(await ask(Describe, 'service chat'), children)
      assert.match(await ask(Delete, 'service chat --dry-run'), goes)
      assert.match(await ask(Events, 'service chat'), /InferenceServiceReady|no events/)
      assert.equal(await ask(Wait, 'service chat --for ready'), 'inferenceservice/chat condition met\n')
    })

    it('looks at the cluster', async () => {
      assert.match(await ask(Health), health)
      assert.match(await ask(Capacity, '--model mistral-7b'), /a replica of mistral-7b takes 1 GPU with srt-mistral/)
      assert.match(await ask(Resources), /^inferenceservices\.ome\.io +3$/m)
      assert.match(await ask(Usage), /default\/chat/)
      assert.match(await ask(Available), /^nvidia-l40s +gpu-l40s-1 +4 +4$/m)
      assert.match(await ask(UnusedModels, '--older-than 1h --dry-run'), /no unused models/)
      assert.match(await ask(FailedServices, '-A --older-than 1m --dry-run'), /^inferenceservice\/broken deleted/m)
    })
  })
