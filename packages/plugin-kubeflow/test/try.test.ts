import {cluster} from '@ome/testkit/cluster'
import {run} from '@ome/testkit/run'
import KfLogs from '../src/commands/kf/logs.ts'

describe('try', () => {
  it('logs', async () => {
    await using made = await cluster({scenario: 'tour-platform'})
    const go = async (...argv: string[]) => {
      const r = await made.during(run(KfLogs, argv, {kube: made.kube, now: made.now, plugin: 'kubeflow', namespace: 'team-a'}))
      console.log(argv.join(' '), '\n', r.code, r.out.slice(0, 1500), r.err)
    }
    await go('llama-sft', '--tail', '3')
    await go('mnist', '--tail', '3', '--timestamps')
    await go('llama-sft', '--rank', '1', '--tail', '2')
    await go('llama-sft', '--ranks', '4-5')
    await go('llama-stf')
    await go('old-resnet')
    await go('pytorchjob/odd-words')
    await go('tfjob/x')
    await go('x/y/z')
    await go('llama-sft', '--ranks', 'a')
  })
})
