import {join, resolve} from 'node:path'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {shortPath} from '../../context/folders.ts'
import {inspectLinks, linkPlace, removeLinks} from '../../personality/links.ts'
import {programsToUnlink} from '../../personality/programs.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PersonalityUnlink extends OmeCommand {
  static override summary = 'Take another name of the program away'
  static override description = 'Only links that lead to this program are removed, also those whose plugin has gone.'
  static override examples = ['<%= config.bin %> <%= command.id %> kubectl-ome']
  static override args = {
    name: Args.string({required: true, description: 'a personality, or one of its programs'}),
  }
  static override flags = {
    ...output,
    dir: Flags.string({description: 'folder of the links (default ~/.ome/bin)', helpValue: 'DIR'}),
    'dry-run': Flags.boolean({description: 'say what would be removed, and change nothing'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'personalities' as const}}, flags: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PersonalityUnlink)
    const {folders, env, cwd} = this.context
    const place = linkPlace(flags.dir === undefined ? join(folders.data, 'bin') : resolve(cwd, flags.dir), env)
    const dir = shortPath(place.dir, env)
    const links = inspectLinks(programsToUnlink(indexInUse(folders.cache), args.name, place), place)
    const removed = removeLinks(links, flags['dry-run'])
    if (removed.length === 0)
      throw new OmeError('not-found', `${args.name} is not linked in ${dir}`, ['see where it is: ome personality list'])

    const dryRun = flags['dry-run']
    const items = removed.map((program) => ({
      object: `personality/${program}`,
      outcome: 'unlinked',
      path: join(place.dir, program),
    }))
    const lines = items.map(({object}) => `${object} ${dryRun ? 'would be unlinked' : 'unlinked'} from ${dir}`)
    tellChange(this.paper(flags.output), {kind: 'PersonalityChange', dryRun, items, lines})
  }
}
