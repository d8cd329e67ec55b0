import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {readDocument} from '@ome/sdk/manifest-files'
import {kubeflow} from '../../compose.ts'
import {boards} from '../../tensorboard/compose.ts'
import {boardArgs, boardCompletions, boardFlags} from '../../tensorboard/flags.ts'
import {makeBoard} from '../../tensorboard/needs.ts'
import {planBoard} from '../../tensorboard/usecases/plan-board.ts'

export default class KfTensorboard extends OmeCommand {
  static override summary = 'Show the logs of training runs in a tensorboard'
  static override description =
    'FILE holds a Tensorboard, or logs: pvc://CLAIM/FOLDER (gs:// and s3:// as well). It runs until it is removed.'
  static override examples = ['<%= config.bin %> kf tensorboard runs tensorboard.yaml -n team-a']
  static override args = boardArgs
  static override flags = boardFlags
  static override needs = makeBoard
  static override risk = 'write' as const
  static override completions = boardCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfTensorboard)
    const {io, cwd} = this.context
    const {name, file} = args
    const namespace = flags.namespace ?? (await this.context.namespace())
    if (flags.stop)
      throw new OmeError('usage', 'a tensorboard cannot be stopped: its controller always runs it', [
        `remove it: ome kf remove tensorboard/${name} -n ${namespace}`,
      ])
    if (file === undefined)
      throw new OmeError('usage', 'FILE is missing', [`echo 'logs: pvc://CLAIM/FOLDER' | ome kf tensorboard ${name} -`])
    const document = await readDocument(file, {stdin: io.stdin, cwd})
    const [world, {detection}] = [await boards(this.context), await kubeflow(this.context)]
    const {applied} = await this.plan(
      await planBoard(world, detection, {name, namespace, document, source: file === '-' ? 'stdin' : file}),
      flags,
    )
    if (applied && flags.output === undefined) this.log(`/tensorboard/${namespace}/${name}/`)
  }
}
