import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {reviewing} from '../../access/compose.ts'
import {accessMatrix, matrixList, matrixRows, matrixTable, policyNotes} from '../../access/matrix.ts'

export default class AuthMatrix extends OmeCommand {
  static override summary = 'Show which commands you may run in which namespaces'
  static override description =
    'A ? stands for what nobody can tell before the command runs: the server could not say, or it depends on the resource that is typed or on the objects in files.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --namespace default,kube-public',
  ]
  static override flags = {
    namespace: Flags.string({
      char: 'n',
      description: 'namespaces to compare, with commas between them',
      env: 'OME_NAMESPACE',
    }),
    ...output,
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AuthMatrix)
    const named = flags.namespace?.split(',').map((name) => name.trim()) ?? [await this.context.namespace()]
    if (named.includes('')) throw new OmeError('usage', `--namespace ${flags.namespace}: a name is missing`)
    const namespaces = [...new Set(named)]
    const items = await accessMatrix(this.context.folders.cache, namespaces, await reviewing(this.context))

    if (flags.output === undefined || flags.output === 'wide')
      this.render(matrixTable(namespaces), matrixRows(items), flags.output)
    else this.render(matrixList, items, flags.output)
    for (const note of policyNotes(items)) this.note(note)
  }
}
