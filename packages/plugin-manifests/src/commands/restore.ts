import {Flags, OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {backups, manifests} from '../compose.ts'
import {pairs, passphraseFlag, restoreFlags} from '../flags.ts'
import {applies} from '../needs.ts'
import {waitForApplied} from '../printing/wait.ts'
import {passphrase} from '../prompts/passphrase.ts'
import {planRestore} from '../usecases/plan-restore.ts'
import {backupContent} from '../views/backup-content.ts'

export default class Restore extends OmeCommand {
  static override summary = 'Bring back what a backup holds'
  static override description =
    'Shows what it would create and change and asks first. A file with wrong digests is refused whole. What is there and not in the backup stays.'
  static override examples = [
    '<%= config.bin %> restore --from backup.tar.gz --dry-run',
    '<%= config.bin %> restore --from backup.tar.gz --only services --namespace-map default=staging',
  ]
  static override flags = {
    from: Flags.string({description: 'file that backup wrote', helpValue: 'FILE', required: true}),
    ...restoreFlags,
    list: Flags.boolean({description: 'show what the file holds and change nothing'}),
    ...passphraseFlag,
    ...write,
  }
  static override needs = applies
  static override risk = 'write' as const
  static override completions = {flags: {from: {files: ['gz', 'yaml']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Restore)
    const {env} = this.context
    const files = await backups(this.context)
    const isOpen = flags['passphrase-file'] !== undefined || env['OME_BACKUP_PASSPHRASE']
    const word = isOpen ? await passphrase(this.context, flags['passphrase-file'], 'known') : undefined
    const backup = await files.read(flags.from, word)
    if (flags.list) return this.render(backupContent, backup.objects, flags.output)
    const plan = await planRestore(await manifests(this.context), {
      backup,
      source: flags.from,
      only: flags.only,
      namespaceMap: pairs(flags['namespace-map'], '--namespace-map', 'FROM=TO'),
      existing: flags.existing,
    })
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
  }
}
