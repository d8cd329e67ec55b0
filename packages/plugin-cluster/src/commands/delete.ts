import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import {cluster} from '../compose.ts'
import {type Selection, selectionsOf} from '../domain/selection.ts'
import {deleteFlags, doomedOperands, nounsCompletions} from '../flags.ts'
import {deleteNoun, readAftermath, readChildren} from '../needs.ts'
import {completed, withNoun} from '../prompts/operands.ts'
import {choicesOf} from '../usecases/choices.ts'
import {planDelete} from '../usecases/plan-delete.ts'

export default class Delete extends OmeCommand {
  static override summary = 'Delete objects by name, by label, or those of a file'
  static override description =
    'Shows what goes with each object and asks first. What services use is kept unless --force is given. By label or with --all only models and runtimes of the namespace are deleted; --scope cluster means the shared ones.'
  static override examples = [
    '<%= config.bin %> delete service mistral-dev --yes',
    '<%= config.bin %> delete services --label env=staging --yes',
    '<%= config.bin %> delete --filename prod-llama.yaml --dry-run',
  ]
  static override args = doomedOperands
  static override flags = deleteFlags
  static override needs = [...deleteNoun, ...readChildren, ...readAftermath]
  static override risk = 'destructive' as const
  static override completions = {...nounsCompletions, flags: {filename: {files: ['yaml', 'yml', 'json']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Delete)
    const typed = selectionsOf(args.resources ?? [])
    if (flags.filename !== undefined && typed.length > 0)
      throw new OmeError('usage', '--filename already says what to delete', ['name objects, or a file, not both'])
    const {io, cwd, signal} = this.context
    const namespace = flags.namespace ?? (await this.context.namespace())
    const bySelection = flags.all || flags.selector !== undefined
    const selections = flags.filename === undefined ? await this.selected(typed, {namespace, bySelection}) : []
    const found = await cluster(this.context)
    const manifest = flags.filename === undefined ? undefined : await found.readManifest(flags.filename, io.stdin, cwd)
    const ignoreNotFound = flags['ignore-not-found']
    const {plan, missing} = await planDelete(found, {...flags, selections, manifest, namespace, ignoreNotFound})
    if (plan.changes.length === 0) return io.err(`${plan.notes?.join('\n') || 'nothing to delete'}\n`)
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) {
      const waiting = {what: 'the objects to go', hint: 'their finalizers and events may say why: ome describe'}
      for await (const _left of withDeadline(found.untilGone(plan, signal), {ms: flags.timeout, signal}, waiting));
    }
    if (missing) throw new OmeError('failed', missing.message, missing.hints)
  }

  private async selected(
    typed: readonly Selection[],
    {namespace, bySelection}: {readonly namespace: string; readonly bySelection: boolean},
  ): Promise<readonly Selection[]> {
    const {io, signal, bin} = this.context
    const here = async (): Promise<string> => namespace
    const choices = choicesOf(() => cluster(this.context), here)
    const asking = {io, signal, bin, verb: 'delete'}
    return bySelection ? await withNoun(asking, typed, choices) : await completed(asking, typed, choices)
  }
}
