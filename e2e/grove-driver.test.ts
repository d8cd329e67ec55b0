import assert from 'node:assert/strict'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Machine, root} from './program.ts'
import {given} from './target.ts'

/** Drives of sets are begun in one place and ended in another: what is needed for that is in the cluster. */
if (given === undefined) {
  describe('a driver of Grove that is killed', () => {
    const machine = new Machine()
    const elsewhere = mkdtempSync(join(tmpdir(), 'ome-elsewhere-'))
    const line = (words: string): readonly string[] => [
      process.execPath,
      join(root, 'bin', 'ome'),
      ...`grove ${words} -n prod`.split(' '),
    ]
    const quick = {OME_GROVE_POLL_INTERVAL: '100ms', OME_GROVE_MIN_READY: '0s'}

    before(async () => {
      const {code, err} = await machine.ome('sandbox', 'up', '--scenario', 'tour-grove', '--speed', '50')
      assert.equal(code, 0, err)
      await machine.useSandbox()
    })
    after(async () => {
      await machine.ome('sandbox', 'down')
      machine.remove()
      rmSync(elsewhere, {recursive: true, force: true})
    })

    it('leaves what anybody with another home goes on with', async () => {
      let said = ''
      const {promise, resolve} = Promise.withResolvers<void>()
      const begun = machine.start(line('update my-inference --image vllm:v1.3.0 --batch-size 1'), {
        env: quick,
        onOutput: (_child, text) => {
          said += text
          if (said.includes('replacing prefill/0/1')) resolve()
        },
      })
      await Promise.race([promise, begun.done])
      begun.child.kill('SIGKILL')
      await begun.done
      assert.match(said, /replacing prefill\/0\/1/)

      const env = {...quick, HOME: elsewhere, OME_CONFIG_DIR: elsewhere, OME_CACHE_DIR: elsewhere}
      const status = await machine.run(line('rollout status my-inference'), {env})
      assert.match(status.out, /update Progressing, step 1 of 1/)
      const refused = await machine.run(line('update my-inference --image vllm:v1.4.0'), {env})
      assert.equal(refused.code, 6)
      const resumed = await machine.run(line('rollout resume my-inference --take-over'), {env})
      assert.equal(resumed.code, 0, resumed.err)
      assert.match(resumed.out, /my-inference update Done/)

      const {spec, metadata} = JSON.parse(
        (await machine.kubectl('get', 'podcliqueset', 'my-inference', '-n', 'prod', '-o', 'json')).out,
      )
      assert.deepEqual(spec.updateStrategy, {type: 'RollingRecreate'})
      assert.equal(metadata.annotations?.['ome.cli/rollout'], undefined)
      const pods = JSON.parse(
        (
          await machine.kubectl(
            'get',
            'pods',
            '-n',
            'prod',
            '-l',
            'app.kubernetes.io/part-of=my-inference',
            '-o',
            'json',
          )
        ).out,
      )
      const images = new Set(
        pods.items.map((pod: {spec: {containers: {image: string}[]}}) => pod.spec.containers[0]?.image),
      )
      assert.deepEqual([...images], ['nvcr.io/nvidia/vllm:v1.3.0'])
    })
  })
}
