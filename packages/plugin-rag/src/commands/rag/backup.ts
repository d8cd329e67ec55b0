import {OmeCommand} from '@ome/sdk/command'
import {keeping, serviceOf} from '../../compose.ts'
import * as needs from '../../engine/needs.ts'
import {engineCompletions, engineOperand} from '../../flags.ts'
import {backupFlags} from '../../keep/flags.ts'
import {backUp, planBackup} from '../../keep/usecases/back-up.ts'
import {keptEngine} from '../../keep/usecases/kept-engine.ts'
import {backupView} from '../../keep/views/backup-list.ts'
import {progressLine} from '../../printing/progress-line.ts'

export default class RagBackup extends OmeCommand {
  static override summary = 'Keep what is in the indexes of an engine'
  static override description =
    'A snapshot is whole and stays on the claim of the engine. With --to the documents are written to a folder too, put together from their chunks, so that any engine can have them.'
  static override examples = [
    '<%= config.bin %> rag backup my-rag',
    '<%= config.bin %> rag backup my-rag --to ./kept --mode export',
  ]
  static override args = engineOperand
  static override flags = backupFlags
  static override needs = needs.keepEngine
  static override risk = 'write' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagBackup)
    const named = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const {objects, folderAt} = await keeping(this.context)
    const input = {engine: await keptEngine(objects, named), mode: flags.mode, now: this.context.now()}
    const folder = flags.to === undefined ? undefined : folderAt(flags.to)

    const plan = planBackup(folder, input)
    if (plan.before) await this.confirm(`Replace the backup of ${plan.before.created} in ${flags.to}?`, flags)
    const service = await serviceOf(this.context, named, flags)
    const {io, now} = this.context
    const line = progressLine(io, now)
    const onProgress = (index: string, done: number) => line.show(`index ${index}: ${done} documents`)
    const saving = backUp(service, {folder, where: flags.to ?? '', onProgress}, input, plan)
    const made = await saving.finally(() => line.end())

    this.render(backupView, made, flags.output)
    if (made.patched > 0)
      this.note(`documents put together from several chunks: ${made.patched}; their text may differ in places`)
  }
}
