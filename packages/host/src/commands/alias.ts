import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {type Assignment, demandAlias, demandQuoted, placeholderNote, readAssignment} from '../aliases/alias-words.ts'
import {aliasList, findAliases, listAliases, removeAliases, setAlias} from '../aliases/keep-alias.ts'
import {tellChange} from '../changes/tell-change.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class AliasCommand extends OmeCommand {
  static override summary = 'Make, list and remove words of your own for commands'
  static override description =
    'An alias stands for the words of a command, flags included. The name of a command can only be given flags: they are its defaults, and what is typed wins. Arguments are put behind its words.'
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
    demandQuoted(this.argv)
    const {argv, flags} = await this.parse(AliasCommand)
    const {folders, io} = this.context
    const index = indexInUse(folders.cache)
    const typed = argv.map((word) => readAssignment(String(word)))
    const names = typed.map(({name}) => name)
    if (flags.delete) return this.remove(typed, flags.output)
    if (typed.every(({words}) => words === undefined))
      return this.render(aliasList, names.length > 0 ? findAliases(index, names) : listAliases(index), flags.output)

    for (const {name, words} of typed) demandAlias(index, name, words ?? '')
    const items = []
    for (const {name, words = ''} of typed) {
      const note = placeholderNote(name, words)
      if (note !== undefined) io.err(`warning: ${note}\n`)
      const outcome = (await setAlias(folders, {name, words})) ? 'set' : 'unchanged'
      items.push({object: `alias/${name}`, outcome, to: words})
    }
    const lines = items.map(({object, outcome, to}) => `${object} ${outcome === 'set' ? `= ${to}` : outcome}`)
    tellChange(this.paper(flags.output), {kind: 'AliasChange', items, lines})
  }

  private async remove(typed: readonly Assignment[], output: string | undefined): Promise<void> {
    const {folders} = this.context
    const names = typed.map(({name}) => name)
    if (names.length === 0 || typed.some(({words}) => words !== undefined))
      throw new OmeError('usage', 'name the aliases to remove', ['for example: ome alias ls --delete'])
    const found = findAliases(indexInUse(folders.cache), names)
    await removeAliases(folders, names)
    const items = found.map(({name, words}) => ({object: `alias/${name}`, outcome: 'deleted', from: words}))
    const lines = items.map(({object}) => `${object} deleted`)
    tellChange(this.paper(output), {kind: 'AliasChange', items, lines})
  }
}
