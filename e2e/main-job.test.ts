import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {Machine, type Result, root} from './program.ts'
import {type Capability, given, probe, uniqueNamespace, useCluster} from './target.ts'

const model = 'llama-3-1-8b-instruct'

/** Everything a newcomer does, with plugins installed from the registry; each test builds on the one before. */
describe('the main job, with installed plugins', () => {
  const machine = new Machine()
  const namespace = given === undefined ? 'default' : uniqueNamespace()
  let offered: ReadonlySet<Capability> = new Set()
  let isOurModel = false
  const succeed = (result: Result, what: string): Result => {
    assert.equal(result.code, 0, `${what} ended with ${result.code}:\n${result.out}\n${result.err}`)
    return result
  }
  const ome = async (...words: readonly string[]): Promise<Result> =>
    succeed(await machine.ome(...words), `ome ${words.join(' ')}`)
  const json = async (...words: readonly string[]) => JSON.parse((await ome(...words, '-o', 'json')).out)

  before(async () => {
    const made = await machine.run([
      process.execPath,
      join(root, 'registry', 'tools', 'dev-registry.ts'),
      '--out',
      join(root, 'dist', 'registry', 'dev'),
    ])
    succeed(made, 'the development registry')
  })

  after(async () => {
    if (given === undefined) await machine.ome('sandbox', 'down')
    else {
      if (isOurModel) await machine.ome('delete', 'model', model, '--yes')
      await machine.kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait=false')
    }
    machine.remove()
  })

  it('installs the plugins from the signed registry', async () => {
    await ome('plugin', 'install', 'cluster', 'models', 'serving', 'sandbox', '--yes')
    const {items} = await json('plugin', 'list')
    const origins = new Map(
      items.map(({name, origin}: {name: string; origin: string}) => [name.replace('@ome/plugin-', ''), origin]),
    )

    for (const name of ['cluster', 'models', 'serving', 'sandbox']) assert.equal(origins.get(name), 'dev', name)
  })

  it('changes nothing when they are installed again', async () => {
    const {out, err} = await ome('plugin', 'install', 'cluster', 'models', 'serving', 'sandbox', '--yes')

    assert.equal((out + err).match(/unchanged/g)?.length, 4)
  })

  it('has a cluster, and leaves the kubeconfig of the home alone', async () => {
    if (given !== undefined) await useCluster(machine, given, namespace)
    else {
      await ome('sandbox', 'up', '--scenario', 'quickstart', '--speed', '50')
      await machine.useSandbox()
    }

    assert.ok(!existsSync(join(machine.home, '.kube')))
    await ome('get', 'nodes')
    offered = await probe(machine)
    if (given !== undefined && offered.has('namespaces'))
      succeed(await machine.kubectl('create', 'namespace', namespace), 'the namespace')
  })

  /** Skips a test, by name, when the cluster does not offer what it is about. */
  const needing = (capabilities: readonly Capability[], title: string, test: () => Promise<void>): void => {
    it(title, async function () {
      const lacking = capabilities.filter((capability) => !offered.has(capability))
      if (lacking.length === 0) return test()
      if (this.test) this.test.title += `: the cluster offers no ${lacking.join(', ')}`
      this.skip()
    })
  }
  const serving = ['namespaces', 'ome.io', 'gpu'] as const

  needing(serving, 'finds a model on the hub and imports it until a node has it', async () => {
    const found = await json('search', 'hf', 'llama', '--limit', '5')
    assert.ok(found.items.some(({id}: {id: string}) => id.startsWith('meta-llama/')))

    isOurModel = (await machine.ome('get', 'model', model)).code === 4
    await ome('import', 'hf', 'meta-llama/Llama-3.1-8B-Instruct', '--wait')
    const imported = await json('get', 'model', model)
    assert.equal(imported.status, 'Ready')
  })

  needing(serving, 'says which runtime fits and why the others do not', async () => {
    const {out} = await ome('runtime', 'suggest', model, '--explain')

    assert.match(out, /vllm|srt/)
    assert.match(out, /architecture mismatch|outside supported range/)
  })

  needing(serving, 'shows the plan of a deployment without creating anything', async () => {
    const {out, err} = await ome('deploy', model, '--name', 'demo', '--dry-run')

    assert.match(out + err, /price for 1 replica/)
    assert.equal((await machine.ome('get', 'service', 'demo')).code, 4)
  })

  needing(serving, 'deploys and waits until it is ready', async () => {
    await ome('deploy', model, '--name', 'demo', '--wait')
    const status = await json('status', 'service', 'demo')

    assert.equal(status.status, 'Ready')
    assert.equal(status.readyReplicas, 1)
  })

  needing(serving, 'is unchanged when deployed again', async () => {
    const {out} = await ome('deploy', model, '--name', 'demo')

    assert.match(out, /unchanged/)
  })

  needing(serving, 'streams an answer', async () => {
    const {out, err} = await ome('chat', 'service', 'demo', 'Why do pods stay pending?', '--max-tokens', '40')

    assert.ok(out.trim().length > 20)
    assert.match(err, /\d+ \+ \d+ tokens/)
  })

  needing(serving, 'shows logs, pods as kubectl does, and the URL', async () => {
    assert.match((await ome('logs', 'service', 'demo', '--tail', '20')).out, /INFO|\[20/)
    const ours = await ome('get', 'pods')
    const theirs = succeed(await machine.kubectl('get', 'pods', '--no-headers'), 'kubectl get pods')
    assert.ok(
      theirs.out
        .split('\n')
        .filter(Boolean)
        .every((line) => ours.out.includes(line.split(/\s+/)[0] ?? '')),
    )
    assert.match((await ome('url', 'service', 'demo', '--endpoint')).out, new RegExp(`^http://demo\\.${namespace}`))
  })

  needing(serving, 'scales, stops and wakes the service', async () => {
    await ome('scale', 'service', 'demo', '--replicas', '2', '--wait')
    assert.equal((await json('status', 'service', 'demo')).readyReplicas, 2)

    assert.equal((await machine.ome('scale', 'service', 'demo', '--replicas', '0')).code, 2, 'a stop needs a yes')
    await ome('scale', 'service', 'demo', '--replicas', '0', '--yes', '--wait')
    assert.equal((await json('status', 'service', 'demo')).status, 'Stopped')

    await ome('scale', 'service', 'demo', '--replicas', '1', '--wait')
    assert.equal((await json('status', 'service', 'demo')).status, 'Ready')
  })

  needing(serving, 'deletes it', async () => {
    assert.equal((await machine.ome('delete', 'service', 'demo')).code, 2)
    await ome('delete', 'service', 'demo', '--yes')
    assert.equal((await machine.ome('status', 'service', 'demo')).code, 4)
  })
})
