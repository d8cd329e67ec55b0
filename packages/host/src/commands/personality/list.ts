import {join} from 'node:path'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {shortPath} from '../../context/folders.ts'
import {knownPersonality, personalityTable} from '../../personality/link-view.ts'
import {linkedPrograms, linkPlace} from '../../personality/links.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PersonalityList extends OmeCommand {
  static override summary = 'List the other names of the program and where they are linked'
  static override description = 'Plugins bring the words; any name can be used without a link as well: ome --as NAME.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o json']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PersonalityList)
    const {folders, env} = this.context
    const place = linkPlace(join(folders.data, 'bin'), env)
    const known = indexInUse(folders.cache).personalities ?? []
    const linked = (bins: readonly string[]) => linkedPrograms(bins, place).map((path) => shortPath(path, env))

    this.render(
      personalityTable,
      known.map((personality) => knownPersonality(personality, linked(personality.bins))),
      flags.output,
    )
  }
}
