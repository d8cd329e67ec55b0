import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {type Assignment, demandAlias, readAssignment} from '../aliases/alias-words.ts'
import {aliasList, findAliases, listAliases, removeAliases, setAlias} from '../aliases/keep-alias.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class AliasCommand extends OmeCommand {
  static override summary = 'Make, list and remove words of your own for commands'
  static override description =
    'An alias stands for the words of a command, flags included. The name of a command can only be given flags: they are its defaults, and what is typed wins.'
  static override examples = [
    "<%= config.bin %> <%= command.id %> ls='config view -o yaml'",
    '<%= config.bin %> <%= command.id %> -o yaml',
  ]
  static override strict = false
  static override args = {alias: Args.string({description: 'NAME, or NAME=WORDS; several may be given'})}
  static override flags = {...output, delete: Flags.boolean({description: 'remove the named aliases'})}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {alias: {from: 'aliases' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(AliasCommand)
    const {folders} = this.context
    const index = indexInUse(folders.cache)
    const typed = argv.map((word) => readAssignment(String(word)))
    const names = typed.map(({name}) => name)
    if (flags.delete) return this.remove(typed)
    if (typed.every(({words}) => words === undefined))
      return this.render(aliasList, names.length > 0 ? findAliases(index, names) : listAliases(index), flags.output)

    for (const {name, words} of typed) demandAlias(index, name, words ?? '')
    for (const {name, words = ''} of typed)
      this.log(`alias/${name} ${(await setAlias(folders, {name, words})) ? `= ${words}` : 'unchanged'}`)
  }

  private async remove(typed: readonly Assignment[]): Promise<void> {
    const {folders} = this.context
    const names = typed.map(({name}) => name)
    if (names.length === 0 || typed.some(({words}) => words !== undefined))
      throw new OmeError('usage', 'name the aliases to remove', ['for example: ome alias ls --delete'])
    findAliases(indexInUse(folders.cache), names)
    await removeAliases(folders, names)
    for (const name of names) this.log(`alias/${name} deleted`)
  }
}
