import {join, resolve} from 'node:path'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {shortPath} from '../../context/folders.ts'
import {inspectLinks, linkPlace, removeLinks, withCompleters} from '../../personality/links.ts'
import {programsOf} from '../../personality/programs.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PersonalityUnlink extends OmeCommand {
  static override summary = 'Take another name of the program away'
  static override description = 'Only links that lead to this program are removed.'
  static override examples = ['<%= config.bin %> <%= command.id %> kubectl-ome']
  static override args = {
    name: Args.string({required: true, description: 'a personality, or one of its programs'}),
  }
  static override flags = {
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
    const links = inspectLinks(withCompleters(programsOf(indexInUse(folders.cache), args.name)), place)
    const removed = removeLinks(links, flags['dry-run'])
    if (removed.length === 0)
      throw new OmeError('not-found', `${args.name} is not linked in ${dir}`, ['see where it is: ome personality list'])

    for (const program of removed)
      this.log(`personality/${program} ${flags['dry-run'] ? 'would be unlinked' : 'unlinked'} from ${dir}`)
  }
}
