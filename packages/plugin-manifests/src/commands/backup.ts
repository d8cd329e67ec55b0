import {splitOperands} from '@ome/inference-model/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {backups, manifests} from '../compose.ts'
import {backupFlags, backupTarget} from '../flags.ts'
import {backsUp} from '../needs.ts'
import {passphrase} from '../prompts/passphrase.ts'
import {collectBackup} from '../usecases/collect-backup.ts'

export default class Backup extends OmeCommand {
  static override summary = 'Write what people made in the cluster into one file'
  static override description =
    'Services, models, runtimes and the rest of what the stacks serve, of all namespaces, without status and without what controllers make from them; our own configuration too. A .tar.gz has a digest of every object, a .yaml is the bare documents, and - prints them. Secrets are left out unless asked for, and then sealed with a passphrase.'
  static override examples = [
    '<%= config.bin %> backup --output backup.tar.gz',
    '<%= config.bin %> backup services --namespace default --output services.yaml',
  ]
  static override args = {
    objects: Args.string({description: 'kind of objects, and names; everything when not given', multiple: true}),
  }
  static override flags = backupFlags
  static override needs = backsUp
  static override risk = 'read' as const
  static override completions = {flags: {output: {files: ['gz', 'yaml']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Backup)
    const {io, now} = this.context
    const secrets = flags['include-secrets']
    const target = backupTarget(flags.output)
    if (secrets && target !== 'archive')
      throw new OmeError('usage', 'secrets are never written in plain text', ['name a .tar.gz: they are sealed in it'])
    const word = secrets ? await passphrase(this.context, flags['passphrase-file'], 'new') : undefined
    const files = await backups(this.context)
    if (target !== 'stdout') await files.requireFolder(flags.output)
    const {objects, context} = await manifests(this.context)
    const {namespace} = flags
    const {word: noun, names} = splitOperands(args.objects ?? [])
    const found = await collectBackup(objects, {
      noun,
      names,
      namespace,
      secrets,
      asIs: true,
      without: 'values',
      now: now(),
      context,
    })
    for (const note of found.notes) this.note(note)
    if (target === 'stdout') return io.out(await files.text(found.backup))
    await files.write(flags.output, found.backup, word)
    const sealed = secrets ? `, ${found.backup.secrets.length} secrets` : ''
    io.out(`${flags.output} written (${found.backup.objects.length} objects${sealed})\n`)
  }
}
