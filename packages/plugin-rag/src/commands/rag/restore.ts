import {OmeCommand} from '@ome/sdk/command'
import {restoring as reading, serviceOf} from '../../compose.ts'
import * as needs from '../../engine/needs.ts'
import {engineCompletions, engineOperand} from '../../flags.ts'
import {restoreFlags} from '../../keep/flags.ts'
import {planRestore, restore} from '../../keep/usecases/restore.ts'
import {restoredList} from '../../keep/views/restored-list.ts'
import {makeEngineAgain} from '../../printing/make-engine.ts'
import {progressLine} from '../../printing/progress-line.ts'

export default class RagRestore extends OmeCommand {
  static override summary = 'Bring indexes back from a backup'
  static override description =
    'An index that is gone is loaded from its snapshot, else its documents are indexed again; one that is there gets what it lacks. The engine may be another one than that of the backup; with --create one that is gone is made again first.'
  static override examples = [
    '<%= config.bin %> rag restore my-rag --from ./backup',
    '<%= config.bin %> rag restore my-rag --from ./backup --create',
  ]
  static override args = engineOperand
  static override flags = restoreFlags
  static override needs = needs.restoreEngine
  static override risk = 'destructive' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagRestore)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const {folder, digest} = await reading(this.context, flags.from)
    if (flags.create) await makeEngineAgain(this.context, folder, engine, flags)
    const service = await serviceOf(this.context, engine, flags)

    const plan = await planRestore(service, folder, {from: flags.from, replace: flags.replace})
    for (const text of plan.notes) this.note(text)
    if (plan.overwritten.length > 0)
      await this.confirm(`Overwrite index ${plan.overwritten.join(', ')} of ragengine/${engine.name}?`, flags)
    const {io, now} = this.context
    const line = progressLine(io, now)
    const note = (text: string) => {
      line.end()
      this.note(text)
    }
    const onProgress = (index: string, done: number) => line.show(`index ${index}: ${done} documents`)
    const restoring = restore(service, folder, plan, {digest, note, onProgress})
    const restored = await restoring.finally(() => line.end())

    this.render(restoredList, restored, flags.output)
  }
}
