import {join} from 'node:path'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {shortPath} from '../../context/folders.ts'
import {knownPersonality, namedOnly, personalityTable} from '../../personality/link-view.ts'
import {linkedPrograms, linkPlace} from '../../personality/links.ts'
import {wordlessLinks} from '../../personality/wordless.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PersonalityList extends OmeCommand {
  static override summary = 'List the other names of the program and where they are linked'
  static override description =
    'Plugins bring the words; any name can be used without a link as well: ome --as NAME. Programs that lead here and have no words yet are listed too.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o json']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PersonalityList)
    const {folders, env} = this.context
    const place = linkPlace(join(folders.data, 'bin'), env)
    const index = indexInUse(folders.cache)
    const known = index.personalities ?? []
    const short = (paths: readonly string[]) => paths.map((path) => shortPath(path, env))

    this.render(
      personalityTable,
      [
        ...known.map((one) => knownPersonality(one, short(linkedPrograms(one.bins, place)))),
        ...wordlessLinks(index, place).map((one) => namedOnly(one, short(one.files))),
      ],
      flags.output,
    )
  }
}
