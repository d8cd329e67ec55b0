import {join, resolve} from 'node:path'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {shortPath} from '../../context/folders.ts'
import {inspectLinks, isOnPath, linkPlace, makeLinks, pathLine, withCompleters} from '../../personality/links.ts'
import {programsOf} from '../../personality/programs.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PersonalityLink extends OmeCommand {
  static override summary = 'Give the program another name, with the words of that name'
  static override description =
    'Makes links to this program in a folder that should be on PATH. A name that another program has is refused.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> kubectl-ome',
    '<%= config.bin %> <%= command.id %> kubectl-ome --dir ~/bin --dry-run',
  ]
  static override args = {
    name: Args.string({required: true, description: 'a personality, or one of its programs'}),
  }
  static override flags = {
    ...output,
    dir: Flags.string({description: 'folder for the links (default ~/.ome/bin)', helpValue: 'DIR'}),
    force: Flags.boolean({description: 'also where another program has the name'}),
    'dry-run': Flags.boolean({description: 'say what would be linked, and change nothing'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'personalities' as const}}, flags: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PersonalityLink)
    const {folders, env, io, cwd} = this.context
    const place = linkPlace(flags.dir === undefined ? join(folders.data, 'bin') : resolve(cwd, flags.dir), env)
    const links = inspectLinks(withCompleters(programsOf(indexInUse(folders.cache), args.name)), place)
    const made = makeLinks(links, place, {force: flags.force, dryRun: flags['dry-run']})
    const dir = shortPath(place.dir, env)
    const ended = flags['dry-run'] ? 'would be linked' : 'linked'
    const items = links.map(({program, file}) => ({
      object: `personality/${program}`,
      outcome: made.includes(program) ? 'linked' : 'unchanged',
      path: file,
    }))
    const lines = items.map(({object, outcome}) => `${object} ${outcome === 'linked' ? ended : outcome} in ${dir}`)
    tellChange(this.paper(flags.output), {kind: 'PersonalityChange', dryRun: flags['dry-run'], items, lines})
    for (const {shadowed} of links)
      if (shadowed !== undefined) io.err(`note: ${shadowed} has the same name; the first one on PATH runs\n`)
    if (!isOnPath(place)) io.err(`note: ${dir} is not on PATH yet: ${pathLine(dir, env['SHELL'] ?? '')}\n`)
  }
}
