import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {plain} from '@ome/sdk/text'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'
import {addRegistry, offerRegistry} from '../../registries/add-registry.ts'
import {offeredItem, offerText} from '../../registries/registry-texts.ts'

export default class RegistryAdd extends OmeCommand {
  static override summary = 'Trust another plugin registry'
  static override description =
    'The root file comes from the owner of the registry by a way that an attacker does not control; its key ids are shown to be compared. Names in the scopes are looked up there and nowhere else.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme https://plugins.acme.example/ome --root acme-root.json --scope @acme',
    '<%= config.bin %> <%= command.id %> team http://127.0.0.1:4873/ome --root root.json --transport npm --npm http://127.0.0.1:4873',
  ]
  static override args = {
    id: Args.string({required: true, description: 'the name that the root file carries'}),
    url: Args.string({required: true, description: 'folder or URL of the published tree'}),
  }
  static override flags = {
    ...yesFlag,
    ...dryRunFlag,
    ...output,
    root: Flags.string({required: true, description: 'file with the root, its signatures beside it in FILE.sig'}),
    scope: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      default: [],
      description: 'npm scope of its own',
      helpValue: '@team',
    }),
    transport: Flags.string({options: ['http', 'folder', 'npm'], description: 'where the archives come from'}),
    npm: Flags.string({description: 'npm registry with the archives', helpValue: 'URL'}),
    'ca-file': Flags.string({description: 'certificates to trust for its host', helpValue: 'FILE'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {flags: {root: {files: ['json']}, 'ca-file': {files: ['pem', 'crt']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryAdd)
    const {io, cwd} = this.context
    const {root: rootFile, scope: scopes, 'ca-file': caFile, transport, npm} = flags
    const bench = await workbench(this.context)
    const offer = offerRegistry(bench, {...args, rootFile, scopes, caFile, transport, npm}, cwd)
    const text = plain(offerText(offer))
    const dryRun = flags['dry-run']
    if (dryRun && isForPeople(flags.output)) return io.out(text)
    io.err(text)
    if (!dryRun) await this.confirm(`Trust these keys for registry ${args.id}?`, flags)

    const serial = dryRun ? undefined : (await addRegistry(this.context, bench, offer)).serial
    const items = [{...offeredItem(offer), serial}]
    const lines = [`registry/${args.id} added (${serial === undefined ? 'not reached yet' : `serial ${serial}`})`]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', dryRun, items, lines})
  }
}
