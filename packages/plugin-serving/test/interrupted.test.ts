import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {CommandClass} from '@ome/testkit/run'
import Deploy from '../src/commands/deploy.ts'
import Abort from '../src/commands/rollout/abort.ts'
import Promote from '../src/commands/rollout/promote.ts'
import Shift from '../src/commands/rollout/set.ts'
import Status from '../src/commands/rollout/status.ts'
import {type TestWorld, world} from './world.ts'

const configMaps = {group: '', plural: 'configmaps'}
const routes = {group: 'gateway.networking.k8s.io', plural: 'httproutes'}

/** A client that dies after so many writes: the last one has arrived, and nothing is asked any more. */
function dying(kube: KubeClient, writes: number): KubeClient {
  let left = writes
  const killed = (): OmeError => new OmeError('unreachable', 'killed')
  const writing =
    <Input extends readonly unknown[], Output>(call: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      if (left === 0) throw killed()
      const done = await call(...input)
      left -= 1
      if (left === 0) throw killed()
      return done
    }
  return {
    ...kube,
    apply: writing(kube.apply),
    create: (resource, body, options) =>
      (resource.plural === 'selfsubjectreviews' ? kube.create : writing(kube.create))(resource, body, options),
    patch: writing(kube.patch),
    delete: writing(kube.delete),
  }
}

/** Runs a command again and again, killed after the first write, the second and so on, until it gets through. */
async function killEverywhere(
  cluster: TestWorld,
  command: CommandClass,
  argv: readonly string[],
  between: {readonly before?: () => Promise<void>; readonly after: (writes: number) => Promise<void>},
): Promise<number> {
  for (let writes = 1; writes < 12; writes++) {
    await between.before?.()
    const {code} = await cluster.run(command, argv, {
      kube: async (options, signal) => dying(await cluster.kube(options, signal), writes),
    })
    await between.after(writes)
    if (code === 0) return writes
  }
  throw new Error('the command never got through')
}

const start = ['llama-3-3-70b-fp8', '--name', 'prod-llama', '--canary', '--traffic-split', 'prev:90,canary:10']

for (const by of ['gateway', 'replicas'] as const)
  describe(`a canary by ${by} that is interrupted`, () => {
    let cluster: TestWorld
    before(async () => {
      cluster = await world({scenario: 'tour-ome'})
    })
    after(() => cluster.stop())
    const begin = [...start, '--split-by', by]
    // The steps that both share are tried with one of them.
    const forGateway = (title: string, test: () => Promise<void>) => by === 'gateway' && it(title, test)
    const own = () => [
      cluster.api.get(configMaps, 'ome-canary-prod-llama', 'default'),
      cluster.service('prod-llama-canary'),
      cluster.api.get(routes, 'prod-llama-split', 'default'),
      cluster.api.get({group: '', plural: 'services'}, 'prod-llama-front', 'default'),
    ]
    const abort = async () => {
      const {code, err} = await cluster.run(Abort, ['prod-llama', '--yes'])
      assert.equal(code, 0, err)
    }
    const isGone = async () => {
      await cluster.until(() => cluster.service('prod-llama-canary') === undefined)
      assert.deepEqual(own(), [undefined, undefined, undefined, undefined])
      assert.equal(cluster.service('prod-llama')?.['spec'].model.name, 'llama-3-3-70b')
    }

    it('while it begins is seen by others, gone on with, and taken back', async () => {
      const writes = await killEverywhere(cluster, Deploy, begin, {
        after: async (count) => {
          const seen = await cluster.run(Status, ['prod-llama'])
          assert.match(seen.out, /Split by/, `after write ${count}`)
          const again = await cluster.run(Shift, [by === 'gateway' ? '10' : '25', 'prod-llama'])
          assert.equal(again.code, 0, `after write ${count}: ${again.err}`)
          const typed = count === 1 ? await cluster.run(Deploy, begin) : again
          assert.equal(typed.code, 0, typed.err)
          assert.doesNotMatch((await cluster.run(Status, ['prod-llama'])).out, /Missing/)
          await abort()
          await isGone()
        },
      })
      assert.ok(writes >= 3)
    })

    forGateway('while it begins can be taken back at once', async () => {
      await killEverywhere(cluster, Deploy, begin, {
        after: async () => {
          await abort()
          await isGone()
        },
      })
    })

    forGateway('while its share is shifted is shifted by the same words', async () => {
      assert.equal((await cluster.run(Deploy, begin)).code, 0)
      await killEverywhere(cluster, Shift, ['40', 'prod-llama'], {
        before: async () => {
          assert.equal((await cluster.run(Shift, ['20', 'prod-llama'])).code, 0)
        },
        after: async (count) => {
          const again = await cluster.run(Shift, ['40', 'prod-llama'])
          assert.equal(again.code, 0, `after write ${count}: ${again.err}`)
          const {canary} = JSON.parse((await cluster.run(Status, ['prod-llama', '-o', 'json'])).out)
          assert.deepEqual([canary.percent, canary.missing], [canary.wantedPercent, []])
        },
      })
      await abort()
      await isGone()
    })

    forGateway('while it is taken back is taken back by the same words', async () => {
      await killEverywhere(cluster, Abort, ['prod-llama', '--yes'], {
        before: async () => {
          assert.equal((await cluster.run(Deploy, begin)).code, 0)
        },
        after: async () => {
          if (own()[0]) await abort()
          await isGone()
        },
      })
    })

    it('while it is promoted is promoted by the same words', async () => {
      assert.equal((await cluster.run(Deploy, begin)).code, 0)
      for (let writes = 1; ; writes++) {
        assert.ok(writes < 12)
        const run = await cluster.run(Promote, ['prod-llama', '--yes'], {
          kube: async (options, signal) => dying(await cluster.kube(options, signal), writes),
        })
        await cluster.advance(60_000)
        if (run.code === 4) break
      }
      await cluster.until(() => cluster.service('prod-llama-canary') === undefined)
      assert.equal(cluster.service('prod-llama')?.['spec'].model.name, 'llama-3-3-70b-fp8')
      assert.deepEqual(own(), [undefined, undefined, undefined, undefined])
    })
  })

describe('a batch that is interrupted', () => {
  it('is gone on with by the same words', async () => {
    await using cluster = await world()
    const {mkdtempSync, writeFileSync} = await import('node:fs')
    const cwd = mkdtempSync('/tmp/ome-interrupted-')
    writeFileSync(`${cwd}/b.yaml`, 'services: [{model: mistral-7b, name: a}, {model: mistral-7b, name: b}]\n')
    const killed = await cluster.run(Deploy, ['--batch', 'b.yaml', '--parallel', '1'], {
      cwd,
      kube: async (options, signal) => dying(await cluster.kube(options, signal), 1),
    })
    assert.notEqual(killed.code, 0)
    assert.deepEqual([cluster.service('a') !== undefined, cluster.service('b')], [true, undefined])
    const again = await cluster.run(Deploy, ['--batch', 'b.yaml'], {cwd})
    assert.equal(again.code, 0, again.err)
    assert.match(again.out, /inferenceservice\/a unchanged/)
    assert.notEqual(cluster.service('b'), undefined)
  })
})
