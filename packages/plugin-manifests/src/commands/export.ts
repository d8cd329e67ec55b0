import {splitOperands} from '@ome/inference-model/names'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'
import {exportsTo, manifests} from '../compose.ts'
import {exportFiles, prunable} from '../domain/export-files.ts'
import {exports} from '../needs.ts'
import {collectBackup} from '../usecases/collect-backup.ts'

export default class Export extends OmeCommand {
  static override summary = 'Write what people made in the cluster into a folder, a file for each object'
  static override description =
    'The same objects as a backup, of all namespaces unless one is named, as bare manifests: to read, to compare, to keep in git. Names of files are stable and sort in the order of creation; a file whose object is as it was is not touched. Models keep what runtimes are chosen by (format, framework, architecture, size, quantization), also where agents found it out, so that services find their runtime again. Secrets are never among them.'
  static override examples = [
    '<%= config.bin %> export --output cluster',
    '<%= config.bin %> export services --namespace default --output services --prune',
  ]
  static override args = {
    objects: Args.string({description: 'kind of objects, and names; everything when not given', multiple: true}),
  }
  static override flags = {
    output: Flags.string({char: 'o', description: 'folder to write', helpValue: 'DIR', required: true}),
    prune: Flags.boolean({description: 'remove files of earlier exports whose objects are not there any more'}),
    'as-is': Flags.boolean({description: 'also the rest of what agents found out about models and nobody wrote'}),
    ...namespaced,
  }
  static override needs = exports
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Export)
    const {io, now} = this.context
    const {objects, context} = await manifests(this.context)
    const {word: noun, names} = splitOperands(args.objects ?? [])
    if (flags.prune && names.length > 0)
      throw new OmeError('usage', '--prune goes with all objects of a kind, not with names', ['leave one of them out'])
    const {namespace, 'as-is': asIs} = flags
    const ask = {noun, names, namespace, secrets: false, asIs, without: 'values' as const, now: now(), context}
    const {backup, kinds, notes} = await collectBackup(objects, ask)
    for (const note of notes) this.note(note)
    const prune = flags.prune ? prunable({kinds, namespace}) : () => false
    const folder = await exportsTo(this.context, flags.output)
    const {written, unchanged, removed} = await folder.write(exportFiles(backup.objects), prune)
    const counts = [`${written.length} written`, `${unchanged.length} unchanged`, `${removed.length} removed`]
    io.out(`${flags.output}: ${counts.join(', ')}\n`)
  }
}
