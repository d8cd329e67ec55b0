import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {json, namespaced, output} from '@ome/sdk/flags'
import {printDiff} from '@ome/sdk/object-diff'
import {changeWorld} from '../../../change/compose.ts'
import {changedSet} from '../../../change/flags.ts'
import {compareRevisions} from '../../../change/usecases/compare-revisions.ts'
import {findSet} from '../../../change/usecases/find-set.ts'
import {revisionDifference} from '../../../change/views/revision-difference.ts'
import {quiet, setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'
import {templateDiff} from '../../../printing/template-diff.ts'

export default class GroveRolloutDiff extends GroveCommand {
  static override summary = 'Compare a revision with what is live, or with another one'
  static override description = 'Numbers of replicas are left out: they are no part of a revision.'
  static override examples = [
    '<%= config.bin %> grove rollout diff my-inference --revision 2 --namespace prod',
    '<%= config.bin %> grove rollout diff my-inference --revision 2 --to 4 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {
    ...namespaced,
    ...output,
    ...json,
    ...quiet,
    revision: Flags.integer({description: 'revision to begin with; the previous one when not given', min: 1}),
    to: Flags.integer({description: 'revision to compare with; what is live when not given', min: 1}),
    'exit-code': Flags.boolean({description: 'exit with 3 when they differ'}),
  }
  static override needs = readTree
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutDiff)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const found = await findSet(await changeWorld(this.context), {namespace, name: args.name}, ['state'])
    const difference = compareRevisions(found, flags)
    const lines = templateDiff(args.name, difference.from, difference.to)
    this.render(revisionDifference, {...difference, lines}, flags.output)
    if (flags.output === undefined || flags.output === 'human' || flags.output === 'wide')
      printDiff(this.context.io, lines)
    if (flags['exit-code'] && lines.length > 0) throw new OmeError('unmet', 'the templates differ')
  }
}
